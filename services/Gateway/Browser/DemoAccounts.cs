namespace Proposals.Gateway;

/// <summary>
/// Offers the demonstration committee's accounts with their passwords to the sign-in page. It works only where
/// Standalone has created such a committee (Gateway:DemoAccounts names its file), only for this machine, and never
/// through a proxy. All the data they open is fictitious.
/// </summary>
internal static class DemoAccounts
{
    /// <summary>Path of the request.</summary>
    public const string Path = "/demo-accounts.json";

    /// <summary>Answers with the file; every other host and configuration gets 404.</summary>
    public static async Task AnswerAsync(HttpContext context, GatewaySettings settings)
    {
        if (
            !SameMachine.Asks(context)
            || settings.Proxies.Count > 0
            || settings.PublicOrigin is not null
            || settings.DemoAccounts is not { } file
            || !File.Exists(file)
            || context.Request.Headers["Sec-Fetch-Site"].ToString() is not ("" or "same-origin" or "none")
        )
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }

        context.Response.Headers.CacheControl = "no-store";
        context.Response.ContentType = "application/json";
        await context.Response.SendFileAsync(file, context.RequestAborted);
    }
}
