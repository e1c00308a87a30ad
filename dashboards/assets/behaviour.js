/* Clientside callbacks, and the banner shown when the server does not answer. */
(function () {
  'use strict';

  function remember(name, value) {
    document.cookie = 'fanzha_' + name + '=' + value + ';path=/;max-age=31536000;samesite=lax';
  }

  function applyPreferences(preferences) {
    document.documentElement.lang = preferences.language === 'en' ? 'en' : 'zh-CN';
  }

  function skip() { return window.dash_clientside.no_update; }

  window.dash_clientside = window.dash_clientside || {};
  window.dash_clientside.fanzha = {
    /* The address keeps what was chosen; equal choices leave it alone. */
    toPeriod: function (grain, period, county, search) {
      var changed = window.dash_clientside.callback_context.triggered.map(function (item) {
        return item.prop_id.split('.')[0];
      });
      if (changed.length !== 1) { return skip(); }
      var before = (search || '').replace(/^\?/, '');
      var query = new URLSearchParams(before);
      if (changed[0] === 'control-grain') {
        if ((query.get('grain') || 'half') === grain) { return skip(); }
        query.set('grain', grain);
        query.delete('period');
      } else if (changed[0] === 'control-period') {
        if (!period || query.get('period') === period) { return skip(); }
        query.set('period', period);
      } else {
        if ((query.get('county') || '') === (county || '')) { return skip(); }
        if (county) { query.set('county', county); } else { query.delete('county'); }
      }
      var after = query.toString();
      return after === before ? skip() : (after ? '?' + after : '');
    },

    toBreakdown: function (by, offered, search) {
      var query = new URLSearchParams((search || '').replace(/^\?/, ''));
      var shown = query.get('by') || (offered && offered[0].value);
      if (!by || by === shown) { return skip(); }
      query.set('by', by);
      return '?' + query.toString();
    },

    toPreferences: function (languageClicks, schemeClicks, preferences) {
      var triggered = window.dash_clientside.callback_context.triggered;
      if (triggered.length !== 1 || !triggered[0].value) { return skip(); }
      var next = Object.assign({}, preferences);
      if (triggered[0].prop_id.indexOf('toggle-language') === 0) {
        next.language = preferences.language === 'en' ? 'zh' : 'en';
        remember('language', next.language);
      } else {
        next.scheme = preferences.scheme === 'dark' ? 'light' : 'dark';
        remember('scheme', next.scheme);
      }
      applyPreferences(next);
      return next;
    }
  };

  var cookies = document.cookie;
  applyPreferences({ language: /fanzha_language=en/.test(cookies) ? 'en' : 'zh' });
  document.documentElement.setAttribute('data-mantine-color-scheme',
    /fanzha_scheme=dark/.test(cookies) ? 'dark' : 'light');

  /* A server that fails or is gone: say so until it answers again. */
  var ask = window.fetch;
  function tell(isBroken) {
    var banner = document.getElementById('network');
    if (banner) { banner.hidden = !isBroken; }
  }
  window.fetch = function (resource) {
    var address = String((resource && resource.url) || resource);
    var answer = ask.apply(this, arguments);
    if (address.indexOf('_dash-update-component') >= 0) {
      answer.then(function (response) { tell(response.status >= 500); },
        function (reason) { if (!reason || reason.name !== 'AbortError') { tell(true); } });
    }
    return answer;
  };

  document.addEventListener('click', function (event) {
    if (event.target.closest && event.target.closest('.retry')) { window.location.reload(); }
  });
})();
