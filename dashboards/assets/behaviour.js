/* Clientside callbacks, and the banner shown when the server does not answer. */
(function () {
  'use strict';

  function remember(name, value) {
    document.cookie = 'fanzha_' + name + '=' + value + ';path=/;max-age=31536000;samesite=lax';
  }

  function applyPreferences(preferences) {
    document.documentElement.lang = preferences.language === 'en' ? 'en' : 'zh-CN';
  }

  /* What a choice makes meaningless: days are those of a grain, stations of a county. */
  var DROPS = { grain: ['period'], county: ['station'], sector: ['unit'] };

  /* Where marks lead: the second of what they carry (see blocks.graph). */
  function linkOf(points) {
    return points.map(function (point) {
      return Array.isArray(point.customdata) && point.customdata[1];
    }).find(Boolean);
  }

  function skip() { return window.dash_clientside.no_update; }

  window.dash_clientside = window.dash_clientside || {};
  window.dash_clientside.fanzha = {
    /* The address keeps what was chosen. An id holds the value that was drawn, so
       that only another one is a choice. */
    choose: function (values, search) {
      var query = new URLSearchParams((search || '').replace(/^\?/, ''));
      var before = query.toString();
      window.dash_clientside.callback_context.triggered.forEach(function (item) {
        var id = JSON.parse(item.prop_id.slice(0, item.prop_id.lastIndexOf('.')));
        if (item.value === id.shown || item.value === null || item.value === undefined) { return; }
        if (item.value) { query.set(id.key, item.value); } else { query.delete(id.key); }
        (DROPS[id.key] || []).forEach(function (key) { query.delete(key); });
      });
      var after = query.toString();
      return after === before ? skip() : (after ? '?' + after : '');
    },

    /* A click on a bar or point leads to what it stands for. */
    follow: function () {
      var triggered = window.dash_clientside.callback_context.triggered;
      var clicked = triggered.length === 1 && triggered[0].value;
      return (clicked && linkOf(clicked.points)) || skip();
    },

    /* On a narrow screen the menu is a line that scrolls: the page that is shown is in sight. */
    showPlace: function () {
      setTimeout(function () {
        var here = document.querySelector('.nav-link.active');
        if (!here) { return; }
        var list = here.parentElement, frame = list.getBoundingClientRect();
        var box = here.getBoundingClientRect();
        list.scrollLeft += box.left + box.width / 2 - frame.left - frame.width / 2;
      });
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

  /* Who never chose sees the scheme of the system; the server reads the cookie. */
  if (!/fanzha_scheme=/.test(document.cookie) &&
      window.matchMedia('(prefers-color-scheme: dark)').matches) {
    remember('scheme', 'dark');
  }
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

  /* The browser's title is the page's own, then the application's, in its language.
     Browsers name the PDF after it, so on paper it is the name of the file. */
  var isOnPaper = false;
  function entitle() {
    var language = document.documentElement.lang.slice(0, 2);
    var name = document.querySelector('meta[name=application-name][lang=' + language + ']');
    var heading = document.querySelector('h1');
    var title = (heading ? heading.textContent + ' - ' : '') + name.content;
    if (isOnPaper) { title = fileName(); }
    if (document.title !== title) { document.title = title; }
  }
  document.addEventListener('DOMContentLoaded', function () {
    new MutationObserver(entitle).observe(document.body, { childList: true, subtree: true });
  });

  /* A page is taken along as it is shown, with the footer that says what it is. */
  function load(address) {
    return new Promise(function (resolve, reject) {
      if (window.htmlToImage) { resolve(); return; }
      var script = document.createElement('script');
      script.src = address;
      script.onload = resolve;
      script.onerror = reject;
      document.head.appendChild(script);
    });
  }

  function figures() { return Array.from(document.querySelectorAll('.js-plotly-plot')); }

  /* Sets a table that is too wide for paper tighter, step by step. */
  function squeeze(wrap) {
    ['tight', 'broken'].forEach(function (step) {
      if (wrap.scrollWidth > wrap.clientWidth) { wrap.classList.add(step); }
    });
    if (!wrap.classList.contains('broken')) { return; }
    wrap.querySelectorAll('td').forEach(function (cell) {
      cell.classList.toggle('number', /^[+−]?[\d,.]+%?$/.test(cell.textContent));
    });
  }

  /* The layout of paper (paper.css), or the screen's again. Figures keep the width they
     were drawn with; paper has another one. */
  function layOut(isPaper) {
    document.body.classList.toggle('paper', isPaper);
    document.querySelectorAll('.table-wrap').forEach(function (wrap) {
      wrap.classList.remove('tight', 'broken');
      if (isPaper) { squeeze(wrap); }
    });
    return Promise.all(figures().map(function (plot) {
      return window.Plotly.relayout(plot, isPaper ? { width: plot.parentElement.clientWidth }
        : { width: null, autosize: true });
    }));
  }

  /* Paper is white: what is dark is printed in the light scheme's colours. */
  var turned = null;
  function lighten() {
    var root = document.documentElement;
    if (root.getAttribute('data-mantine-color-scheme') !== 'dark') { return; }
    var light = {};
    document.querySelector('meta[name=paper-colours]').content.split(' ').forEach(function (pair) {
      light[pair.split('>')[0]] = pair.split('>')[1];
    });
    function translated(part) {
      return JSON.parse(JSON.stringify(part).replace(/#[0-9a-f]{6}\b/gi, function (colour) {
        return light[colour.toUpperCase()] || colour;
      }));
    }
    root.setAttribute('data-mantine-color-scheme', 'light');
    turned = figures().map(function (plot) {
      var before = { plot: plot, data: plot.data, layout: plot.layout };
      window.Plotly.react(plot, translated(plot.data), translated(plot.layout));
      return before;
    });
  }
  function darken() {
    if (turned === null) { return; }
    document.documentElement.setAttribute('data-mantine-color-scheme', 'dark');
    turned.forEach(function (before) {
      window.Plotly.react(before.plot, before.data, before.layout);
    });
    turned = null;
  }

  /* What a page is about, by which its files are told apart. */
  function fileName() {
    var foot = document.querySelector('.page-foot');
    return foot ? foot.getAttribute('data-file') : document.title;
  }

  /* A figure that takes a new width leaves its legend where it was: draw it once more,
     when it has taken it. */
  var waiting;
  window.addEventListener('resize', function () {
    clearTimeout(waiting);
    waiting = setTimeout(function () {
      document.querySelectorAll('.js-plotly-plot').forEach(function (plot) {
        // A page without figures has loaded no Plotly; a hidden one takes no width.
        window.Plotly.Plots.resize(plot).then(function () { window.Plotly.redraw(plot); }, skip);
      });
    }, 250);
  });
  window.addEventListener('beforeprint', function () {
    isOnPaper = true;
    entitle();
    lighten();
    layOut(true);
  });
  window.addEventListener('afterprint', function () {
    isOnPaper = false;
    entitle();
    darken();
    layOut(false);
  });

  function takePicture() {
    document.body.classList.add('taken');
    Promise.all([load('/assets/lazy/html-to-image.js'), layOut(true)]).then(function () {
      return window.htmlToImage.toPng(document.querySelector('main'), {
        pixelRatio: 2,
        skipFonts: true,
        backgroundColor: getComputedStyle(document.body).backgroundColor
      });
    }).then(function (address) {
      var link = document.createElement('a');
      link.download = fileName() + '.png';
      link.href = address;
      link.click();
    }).finally(function () {
      document.body.classList.remove('taken');
      layOut(false);
    });
  }

  document.addEventListener('click', function (event) {
    var button = event.target.closest && event.target.closest('[data-take]');
    if (button && button.getAttribute('data-take') === 'print') { window.print(); }
    if (button && button.getAttribute('data-take') === 'picture') { takePicture(); }
  });

  /* One definition is open at a time; Escape or a click elsewhere closes it. */
  function closeOthers(kept) {
    document.querySelectorAll('details.about[open]').forEach(function (open) {
      if (open !== kept) { open.open = false; }
    });
  }
  document.addEventListener('click', function (event) {
    closeOthers(event.target.closest && event.target.closest('details.about'));
  });
  document.addEventListener('keydown', function (event) {
    if (event.key === 'Escape') { closeOthers(null); }
  });

  document.addEventListener('click', function (event) {
    if (event.target.closest && event.target.closest('.retry')) { window.location.reload(); }
  });
})();
