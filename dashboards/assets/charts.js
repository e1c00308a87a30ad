/* Charts from the keyboard: arrows go from mark to mark, Enter follows where a click on
   the mark would lead; what a mark says is told to screen readers. */
(function () {
  'use strict';

  var spoken = document.createElement('div');
  spoken.id = 'spoken';
  spoken.className = 'hidden-word';
  spoken.setAttribute('role', 'status');

  function plotIn(box) { return box.querySelector('.js-plotly-plot'); }

  /* Marks that lead somewhere, those of one address together, in the order drawn. */
  function stops(plot) {
    var found = new Map();
    ((plot && plot.data) || []).forEach(function (trace, curve) {
      (trace.customdata || []).forEach(function (told, point) {
        if (!Array.isArray(told) || !told[1]) { return; }
        if (!found.has(told[1])) { found.set(told[1], []); }
        found.get(told[1]).push({ curveNumber: curve, pointNumber: point });
      });
    });
    return Array.from(found, function (pair) { return { link: pair[0], marks: pair[1] }; });
  }

  /* The hint of the chart itself: of a month all that it holds, else the first mark's. */
  function words(plot, marks) {
    function said(mark) { return plot.data[mark.curveNumber].customdata[mark.pointNumber][0]; }
    var text = said(marks[0]);
    if (plot.layout.hovermode === 'x unified') {
      var first = plot.data[marks[0].curveNumber].x[marks[0].pointNumber];
      text = first + ': ' + marks.map(function (mark) {
        return plot.data[mark.curveNumber].name + ' ' + said(mark);
      }).join(', ');
    }
    return text.replace(/<[^>]*>/g, ' ');
  }

  function panelOf(plot, mark) {
    var trace = plot.data[mark.curveNumber];
    return (trace.xaxis || 'x') + (trace.yaxis || 'y');
  }

  function show(box, place) {
    var plot = plotIn(box), all = stops(plot);
    var index = (place + all.length) % all.length;
    box.dataset.place = index;
    // Plotly shows hints of one panel at a time.
    var panel = panelOf(plot, all[index].marks[0]);
    window.Plotly.Fx.hover(plot, all[index].marks.filter(function (mark) {
      return panelOf(plot, mark) === panel;
    }), panel);
    spoken.textContent = words(plot, all[index].marks);
  }

  var STEPS = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 };
  document.addEventListener('keydown', function (event) {
    var box = event.target;
    if (!box.matches || !box.matches('.dash-graph[tabindex]')) { return; }
    var all = stops(plotIn(box));
    var place = box.dataset.place === undefined ? -1 : Number(box.dataset.place);
    if (!all.length) { return; }
    if (STEPS[event.key]) {
      show(box, place < 0 && STEPS[event.key] < 0 ? all.length - 1 : place + STEPS[event.key]);
    } else if (event.key === 'Home') {
      show(box, 0);
    } else if (event.key === 'End') {
      show(box, all.length - 1);
    } else if (event.key === 'Enter' && all[place]) {
      window.dash_clientside.set_props('location', { href: all[place].link });
    } else {
      return;
    }
    event.preventDefault();
  });

  document.addEventListener('focusout', function (event) {
    var box = event.target;
    if (!box.matches || !box.matches('.dash-graph[tabindex]')) { return; }
    delete box.dataset.place;
    var plot = plotIn(box);
    // One that has just been removed has no layout any more.
    if (plot && plot._fullLayout) { window.Plotly.Fx.unhover(plot); }
  });

  /* A chart that leads somewhere takes the focus, under the name of its card. */
  function open() {
    document.querySelectorAll('.dash-graph:not([tabindex])').forEach(function (box) {
      var card = box.closest('section[aria-label]');
      if (!card || !stops(plotIn(box)).length) { return; }
      var language = document.documentElement.lang.slice(0, 2);
      var hint = document.querySelector('meta[name=chart-keys][lang=' + language + ']').content;
      box.tabIndex = 0;
      box.setAttribute('role', 'application');
      box.setAttribute('aria-label', card.getAttribute('aria-label') + ' · ' + hint);
    });
  }
  document.addEventListener('DOMContentLoaded', function () {
    document.body.appendChild(spoken);
    new MutationObserver(open).observe(document.body, { childList: true, subtree: true });
  });
})();
