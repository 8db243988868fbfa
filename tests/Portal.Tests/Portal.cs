using System.Collections.Concurrent;
using Deque.AxeCore.Commons;
using Microsoft.Playwright;
using Proposals.Client;
using Proposals.TestKit;
using Shouldly;
using Xunit;

namespace Proposals.Portal.Tests;

/// <summary>
/// A Standalone as built, with its demonstration committee, and a browser. All tests of the project share it.
/// Screenshots go to the folder PROPOSALS_SCREENS. Without it none is taken, because they cost a fifth of the time.
/// </summary>
public sealed class Portal : IAsyncLifetime
{
    /// <summary>
    /// How long a browser waits for what is to come, in milliseconds. A busy machine is slow, not wrong, and only a
    /// test that fails waits so long.
    /// </summary>
    public const int Patience = 60_000;

    private readonly string _folder = Path.Combine(
        Path.GetTempPath(),
        "proposals-portal-" + Guid.NewGuid().ToString("N")
    );
    private readonly ConcurrentDictionary<string, Task<string>> _signedIn = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, Task> _done = new(StringComparer.Ordinal);
    private StandaloneProcess _standalone = null!;
    private IPlaywright _playwright = null!;
    private Suite _suite = null!;

    /// <summary>What stands at the foot of every page.</summary>
    public const string Telephone = "010-12345678";

    /// <summary>Address of the portal.</summary>
    public string Address { get; private set; } = "";

    /// <summary>Address of the services.</summary>
    public string SuiteAddress { get; private set; } = "";

    /// <summary>Folder of the Standalone's data.</summary>
    public string Folder => _folder;

    /// <summary>Lines on the terminal from the start until the Standalone was ready.</summary>
    public IReadOnlyList<string> Screen { get; private set; } = [];

    /// <summary>Accounts of the demonstration committee.</summary>
    public DemoAccounts Accounts { get; private set; } = null!;

    /// <summary>Everybody of the demonstration committee, for what a test needs before it opens a window.</summary>
    public Cast Cast { get; private set; } = null!;

    /// <summary>The browser of all windows.</summary>
    public IBrowser Browser { get; private set; } = null!;

    /// <summary>Folder of the screenshots.</summary>
    public static string Screens { get; } =
        Environment.GetEnvironmentVariable("PROPOSALS_SCREENS") is { Length: > 0 } folder
            ? folder
            : Path.Combine(AppContext.BaseDirectory, "screens");

    /// <summary>Whether screenshots are wanted.</summary>
    public static bool TakesScreens { get; } =
        Environment.GetEnvironmentVariable("PROPOSALS_SCREENS") is { Length: > 0 };

    /// <summary>
    /// Chromium crashes where shared memory is small, as in a container, unless it uses files. Files take more time.
    /// </summary>
    private static string[] SharedMemory =>
        Folders.Exists("/dev/shm") && new DriveInfo("/dev/shm").TotalSize >= 1L << 30
            ? []
            : ["--disable-dev-shm-usage"];

    /// <inheritdoc />
    public async Task InitializeAsync()
    {
        Folders.CreateDirectory(Screens);
        Folders.CreateDirectory(_folder);
        (Address, SuiteAddress) = ($"http://127.0.0.1:{FreePort.Next()}", $"http://127.0.0.1:{FreePort.Next()}");
        _standalone = StandaloneProcess.Start(
            _folder,
            "--Listen",
            SuiteAddress,
            "--Gateway:Listen",
            Address,
            "--Database:Folder",
            _folder,
            "--Files:Folder",
            Path.Combine(_folder, "files"),
            "--Gateway:Organiser",
            "示例区政协办公室",
            "--Gateway:Telephone",
            Telephone
        );
        _playwright = await Playwright.CreateAsync();
        // An assertion waits as long as an action does.
        Assertions.SetDefaultExpectTimeout(Patience);
        Browser = await _playwright.Chromium.LaunchAsync(
            new BrowserTypeLaunchOptions
            {
                Args =
                [
                    // A page lives for seconds here. To optimize its scripts takes as long as to run them.
                    "--js-flags=--no-opt,--no-maglev",
                    "--no-sandbox",
                    .. SharedMemory,
                    "--font-render-hinting=none",
                    // A name of an office's network, which is not this machine's.
                    "--host-resolver-rules=MAP portal.office.test 127.0.0.1",
                ],
                ExecutablePath = Environment.GetEnvironmentVariable("PROPOSALS_CHROMIUM") is { Length: > 0 } chromium
                    ? chromium
                    : "/usr/bin/chromium-headless-shell",
            }
        );
        Screen = await _standalone.ReadyAsync(TimeSpan.FromMinutes(3));
        Accounts = DemoAccounts.Load(Path.Combine(_folder, "demo-accounts.json"));
        _suite = Suite.At(SuiteAddress);
        Cast = new Cast(_suite, Accounts);
    }

    /// <inheritdoc />
    public async Task DisposeAsync()
    {
        await Browser.DisposeAsync();
        _playwright.Dispose();
        _suite.Dispose();
        await _standalone.DisposeAsync();
        Folders.Delete(_folder, recursive: true);
    }

    /// <summary>
    /// Opens a browser window that is not signed in. Errors in the page's console and exceptions fail the test that
    /// closes it.
    /// </summary>
    public async Task<Visitor> OpenAsync(Look look, string? state = null)
    {
        var context = await Browser.NewContextAsync(
            new BrowserNewContextOptions
            {
                BaseURL = Address,
                Locale = "zh-CN",
                TimezoneId = "Asia/Shanghai",
                ViewportSize = new ViewportSize { Width = look.Width, Height = look.Height },
                HasTouch = look.Width < 500,
                IsMobile = look.Width < 500,
                ColorScheme = look.Dark ? ColorScheme.Dark : ColorScheme.Light,
                ReducedMotion = ReducedMotion.Reduce,
                AcceptDownloads = true,
                StorageState = state,
            }
        );
        context.SetDefaultTimeout(Patience);
        var prefs = $$"""{"large":{{(look.Elder ? "true" : "false")}},"dark":{{(look.Dark ? "true" : "false")}}}""";
        await context.AddInitScriptAsync(
            $"if (!localStorage.getItem('portal.prefs')) localStorage.setItem('portal.prefs', '{prefs}');"
        );
        return new Visitor(await context.NewPageAsync(), look);
    }

    /// <summary>
    /// Opens a browser window for an account. The first window signs in on the sign-in page; later ones reuse its
    /// session, as a browser does.
    /// </summary>
    public async Task<Visitor> SignInAsync(string login, Look? look = null)
    {
        var state = await _signedIn.GetOrAdd(
            login,
            async l =>
            {
                await using var visitor = await OpenAsync(Look.Desk);
                await visitor.SignInAsync(Accounts, l);
                return await visitor.Page.Context.StorageStateAsync();
            }
        );
        return await OpenAsync(look ?? Look.Desk, state);
    }

    /// <summary>A filed proposal of a member, made without a window.</summary>
    public Task<Intake.V1.Proposal> FiledAsync(string subject, (int Lead, int CoSigner, int Unit, int CoUnit) parts) =>
        new Walk(Cast, _ => { }) { Parts = parts }.FileAsync(subject);

    /// <summary>A submitted proposal of a member.</summary>
    public async Task<Intake.V1.Proposal> SubmittedAsync(string subject, int member, bool publish = true)
    {
        var draft = await DraftAsync(subject, member, publish);
        return await (await Cast.MemberAsync(member)).Intake.SubmitProposalAsync(
            new Intake.V1.SubmitProposalRequest
            {
                RequestId = Call.NewId(),
                Name = draft.Name,
                ContainsNoSecret = true,
            }
        );
    }

    /// <summary>A draft of a member.</summary>
    public async Task<Intake.V1.Proposal> DraftAsync(string subject, int member, bool publish = true) =>
        await (await Cast.MemberAsync(member)).Intake.CreateProposalAsync(
            new Intake.V1.CreateProposalRequest
            {
                RequestId = Call.NewId(),
                Proposal = new Intake.V1.Proposal
                {
                    Session = (await Cast.SessionAsync()).Name,
                    Category = "society",
                    MayPublish = publish,
                    Text = Walk.TextOf(subject),
                },
            }
        );

    /// <summary>The last part of a resource's name, as it stands in addresses.</summary>
    public static string IdOf(string name) => name[(name.LastIndexOf('/') + 1)..];

    /// <summary>Does something once for all tests of a name, e.g. fills the committee with what they look at.</summary>
    public Task OnceAsync(string name, Func<Task> act) => _done.GetOrAdd(name, _ => act());
}

/// <summary>A user at a browser window.</summary>
public sealed class Visitor : IAsyncDisposable
{
    private static readonly string Axe = new BundledAxeScriptProvider().GetScript();

    private static readonly object AllRules = new
    {
        type = "tag",
        values = (string[])["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"],
    };

    /// <summary>The page at night is that of the day in other colours.</summary>
    private static readonly object ColourRules = new
    {
        type = "rule",
        values = (string[])["color-contrast", "link-in-text-block"],
    };
    private static int _left;
    private readonly ConcurrentQueue<string> _complaints = new();

    /// <summary>Records the errors of the window.</summary>
    public Visitor(IPage page, Look look)
    {
        (Page, Look) = (page, look);
        page.PageError += (_, error) => _complaints.Enqueue(error);
        // A refusal is an answer with a status of 4xx. The browser logs it to its console, but it is no fault of the
        // page.
        page.Console += (_, message) =>
        {
            if (
                message.Type == "error"
                && !message.Text.StartsWith("Failed to load resource", StringComparison.Ordinal)
            )
                _complaints.Enqueue(message.Text);
        };
    }

    public IPage Page { get; }

    /// <summary>The current size and display settings.</summary>
    public Look Look { get; private set; }

    /// <summary>Opens a path and waits until the page has its heading and nothing is loading.</summary>
    public async Task GoAsync(string path)
    {
        await Page.GotoAsync(path);
        await SettledAsync();
    }

    /// <summary>
    /// Goes to a path as a link of the portal does, without loading the portal again. The page of before is left for
    /// one that does not exist first, so that it cannot be taken for the new one.
    /// </summary>
    public async Task FollowAsync(string path)
    {
        var heading = Page.Locator("h1").First;
        await PushAsync("/nowhere");
        await Assertions.Expect(heading).ToHaveTextAsync("没有这个页面");
        await PushAsync(path);
        await Assertions.Expect(heading).Not.ToHaveTextAsync("没有这个页面");
        await SettledAsync();

        Task PushAsync(string to) =>
            Page.EvaluateAsync(
                "to => { history.pushState(null, '', to); dispatchEvent(new PopStateEvent('popstate')); }",
                to
            );
    }

    /// <summary>Waits until the page has its heading and nothing is loading.</summary>
    public async Task SettledAsync()
    {
        await Page.Locator("h1").First.WaitForAsync();
        await Assertions.Expect(Page.Locator(".loading")).ToHaveCountAsync(0);
    }

    /// <summary>Signs in on the sign-in page.</summary>
    public async Task SignInAsync(DemoAccounts accounts, string login)
    {
        await Page.GotoAsync("/sign-in");
        await Field("账号").FillAsync(login);
        await Page.Locator("input[name=password]").FillAsync(accounts.PasswordOf(login));
        await Page.GetByRole(AriaRole.Button, new() { Name = "登录", Exact = true }).ClickAsync();
        await Page.WaitForURLAsync(url => !url.Contains("/sign-in", StringComparison.Ordinal));
        await SettledAsync();
    }

    /// <summary>The text box with this name.</summary>
    public ILocator Field(string name) => Page.GetByRole(AriaRole.Textbox, new() { Name = name, Exact = true });

    /// <summary>The list or search field with this name.</summary>
    public ILocator Choice(string name) => Page.GetByRole(AriaRole.Combobox, new() { Name = name, Exact = true });

    /// <summary>Presses a button of the open dialog and waits until the dialog is gone.</summary>
    public async Task ConfirmAsync(string button)
    {
        var dialog = Page.Locator("dialog[open]");
        await dialog.GetByRole(AriaRole.Button, new() { Name = button, Exact = true }).ClickAsync();
        await Assertions.Expect(dialog).ToHaveCountAsync(0);
    }

    /// <summary>Chooses a value in a search field, or in 长辈版 in a list.</summary>
    public async Task ChooseAsync(string label, string choice)
    {
        var field = Choice(label);
        if (await field.EvaluateAsync<string>("e => e.tagName") == "SELECT")
        {
            await field.SelectOptionAsync(new SelectOptionValue { Label = choice });
            return;
        }

        await field.FillAsync(choice);
        await field.PressAsync("Enter");
    }

    /// <summary>The button that has this name.</summary>
    public ILocator Button(string name) => Page.GetByRole(AriaRole.Button, new() { Name = name, Exact = true });

    /// <summary>The dialog that is open.</summary>
    public ILocator Dialog => Page.Locator("dialog[open]");

    /// <summary>Waits until a text is in sight.</summary>
    public Task SeesAsync(string text, int milliseconds = Portal.Patience) =>
        Assertions
            .Expect(Page.GetByText(text).Filter(new() { Visible = true }).First)
            .ToBeVisibleAsync(new() { Timeout = milliseconds });

    /// <summary>Does what follows while the page's complaints are expected, and forgets them.</summary>
    public void Forgive() => _complaints.Clear();

    /// <summary>Keeps a picture of the whole page, where pictures are wanted.</summary>
    public async Task ShootAsync(string name)
    {
        if (Portal.TakesScreens)
            await Page.ScreenshotAsync(
                new PageScreenshotOptions
                {
                    Path = Path.Combine(Portal.Screens, $"{name}-{Look.Name}.png"),
                    FullPage = true,
                }
            );
    }

    /// <summary>
    /// Checks the page in every look, switched by the page's own buttons. It must break no rule of WCAG 2.2 A or AA
    /// that a machine can check, and nothing may be wider than the window. In 长辈版 no text is smaller than 18 px, on
    /// the desktop filters stand in a line, and on the phone the top has one row. Screenshots of the desktop and the
    /// phone are kept where they are wanted.
    /// </summary>
    public async Task LookAllWaysAsync(string name)
    {
        foreach (var look in new[] { Look.Desk, Look.Phone, Look.Senior, Look.Night })
        {
            await SwitchAsync(look);
            if (look is { Dark: false, Elder: false })
                await ShootAsync(name);
            await ShouldBeAccessibleAsync(name);
            if (look == Look.Desk)
                (await FaultsAsync(CrookedFilters)).ShouldBeEmpty(name);
            if (look == Look.Phone)
                (await Page.Locator("header.top").BoundingBoxAsync())!.Height.ShouldBeLessThan(70, name);
            if (look == Look.Senior)
                (await FaultsAsync(SmallTexts)).ShouldBeEmpty(name);
        }

        await SwitchAsync(Look.Desk);
    }

    private Task<string[]> FaultsAsync(string script) => Page.EvaluateAsync<string[]>(script);

    /// <summary>Controls of one row of filters that do not begin and end at the same height.</summary>
    private const string CrookedFilters = """
        () => [...document.querySelectorAll('.filters')].flatMap(filters => {
          const rows = {};
          for (const field of filters.querySelectorAll('.field')) {
            const control = field.querySelector('.native, .ant-select');
            if (!control || !field.querySelector('.field-head')) continue;
            const box = control.getBoundingClientRect();
            (rows[Math.round(field.getBoundingClientRect().top)] ??= []).push([box.top, box.height]);
          }
          return Object.values(rows)
            .filter(row => row.some(([top, height]) => Math.abs(top - row[0][0]) + Math.abs(height - row[0][1]) > 0.5))
            .map(row => JSON.stringify(row));
        })
        """;

    /// <summary>Texts in sight that are smaller than 18 px; those of charts stand beside them in a table.</summary>
    private const string SmallTexts = """
        () => {
          const small = new Set();
          const isCut = e => !!e && (getComputedStyle(e).clipPath !== 'none' || isCut(e.parentElement));
          const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
          while (texts.nextNode()) {
            const [words, e] = [texts.currentNode.data.trim(), texts.currentNode.parentElement];
            if (!words || e.closest('svg, script, noscript, option') || !e.checkVisibility() || isCut(e)) continue;
            const { fontSize } = getComputedStyle(e);
            if (parseFloat(fontSize) < 17.99) small.add(`${fontSize} ${e.className} ${words.slice(0, 20)}`);
          }
          return [...small].slice(0, 10);
        }
        """;

    private async Task SwitchAsync(Look look)
    {
        foreach (
            var (button, wanted, now) in new[] { ("长辈版", look.Elder, Look.Elder), ("深色", look.Dark, Look.Dark) }
        )
        {
            if (wanted == now)
                continue;
            await Page.GetByRole(AriaRole.Button, new() { Name = button, Exact = true }).ClickAsync();
            await Assertions
                .Expect(Page.GetByRole(AriaRole.Button, new() { Name = button, Exact = true }))
                .ToHaveAttributeAsync("aria-pressed", wanted ? "true" : "false");
        }

        await Page.SetViewportSizeAsync(look.Width, look.Height);
        // A chart is redrawn one frame after its space has changed.
        await Page.EvaluateAsync("() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))");
        await Assertions.Expect(Page.Locator(".loading")).ToHaveCountAsync(0);
        Look = look;
    }

    private async Task ShouldBeAccessibleAsync(string name)
    {
        // The script stays loaded from one look to the next. Passed rules are not reported, and frames are skipped
        // because the portal has none.
        if (await Page.EvaluateAsync<bool>("typeof axe === 'undefined'"))
            await Page.EvaluateAsync(Axe);
        var violations = await Page.EvaluateAsync<string[]>(
            """
            async runOnly => (await axe.run(document, {
              runOnly, resultTypes: ['violations'], iframes: false,
            })).violations.map(v => `${v.id}: ${v.nodes.slice(0, 3).map(n => n.html).join(' | ')}`)
            """,
            Look.Dark ? ColourRules : AllRules
        );
        violations.Select(v => $"{name} ({Look.Name}): {v}").ShouldBeEmpty();
        (
            await Page.EvaluateAsync<int>("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        ).ShouldBeLessThanOrEqualTo(0, $"{name} ({Look.Name}) is wider than its window");
    }

    /// <summary>Closes the window, after a last screenshot. Fails when the page has logged an error.</summary>
    public async ValueTask DisposeAsync()
    {
        await ShootAsync($"left-{Interlocked.Increment(ref _left):D3}");
        await Page.Context.CloseAsync();
        _complaints.ShouldBeEmpty();
    }
}

/// <summary>All tests share one Standalone; those that change the same cases take cases of their own.</summary>
[CollectionDefinition(nameof(Portal))]
public sealed class PortalCollection : ICollectionFixture<Portal>;
