// Runs before everything else, in every browser of the last fifteen years: says that a browser is too old for the
// portal, or that its code did not come. Nobody is left with a white page.
(function () {
  var root = document.getElementById('root');
  function say(title, text) {
    if (!root) return;
    root.textContent = '';
    var h = document.createElement('h1');
    h.textContent = title;
    var p = document.createElement('p');
    p.textContent = text;
    root.appendChild(h);
    root.appendChild(p);
  }
  var script = document.createElement('script');
  var able =
    'noModule' in script &&
    typeof Promise === 'function' &&
    typeof Array.prototype.findLast === 'function' &&
    typeof Array.prototype.at === 'function' &&
    typeof Object.hasOwn === 'function' &&
    typeof String.prototype.replaceAll === 'function' &&
    typeof window.HTMLDialogElement === 'function' &&
    typeof window.BigInt === 'function';
  if (!able) {
    document.documentElement.className += ' too-old';
    say(
      '浏览器版本过旧',
      '本系统需要 Chrome、Edge、360、奇安信等浏览器的 98 以上内核，或 Firefox 115、Safari 15.4 以上版本。' +
        '请升级浏览器，或在浏览器的设置中改用“极速模式”后刷新。'
    );
    return;
  }
  window.addEventListener(
    'error',
    function (e) {
      // Once the portal shows anything, it speaks for itself.
      if (!root || !root.querySelector('.boot')) return;
      var of = e.target && e.target.src ? e.target.src : e.filename;
      if (!of || of.indexOf('/assets/') < 0) return;
      say('页面没有载入', '暂时连不上系统，或浏览器版本过旧。请刷新页面；仍不行请换用较新的浏览器，或联系运维人员。');
    },
    true
  );
})();
