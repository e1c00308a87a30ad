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

  /* Of a month all that it holds, by panel and trace; else what the marks themselves say. */
  function words(plot, marks) {
    function told(mark) { return plot.data[mark.curveNumber].customdata[mark.pointNumber]; }
    var said;
    if (plot.layout.hovermode === 'x unified') {
      var first = plot.data[marks[0].curveNumber].x[marks[0].pointNumber];
      said = first + ': ' + marks.map(function (mark) {
        return [told(mark)[2], plot.data[mark.curveNumber].name, told(mark)[0]]
          .filter(Boolean).join(' ');
      }).join(', ');
    } else {
      said = marks.map(function (mark) { return told(mark)[0]; }).join(', ');
    }
    return said.replace(/<[^>]*>/g, ' ');
  }

  function panelOf(plot, mark) {
    var trace = plot.data[mark.curveNumber];
    return (trace.xaxis || 'x') + (trace.yaxis || 'y');
  }

  function show(box, place) {
    var plot = plotIn(box), all = stops(plot);
    var index = (place + all.length) % all.length;
    box.dataset.place = index;
    var mark = all[index].marks[0];
    window.Plotly.Fx.hover(plot, plot.layout.hovermode === 'x unified'
      ? { xval: mark.pointNumber } : [mark], panelOf(plot, mark));
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
      document.getElementById('main').focus();
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

  /* Under the name of its card, in the language of now. */
  function name(box) {
    var language = document.documentElement.lang.slice(0, 2);
    var hint = document.querySelector('meta[name=chart-keys][lang=' + language + ']').content;
    var heading = box.parentElement.querySelector(':scope > .card-note');
    box.setAttribute('aria-label', [box.closest('section').getAttribute('aria-label'),
      heading && heading.textContent, hint].filter(Boolean).join(' · '));
  }
  // A chart that is drawn anew, for another language or place, stays the same element.
  document.addEventListener('focusin', function (event) {
    var box = event.target;
    if (box.matches && box.matches('.dash-graph[tabindex]')) { name(box); }
  });

  /* A chart that leads somewhere takes the focus. */
  function open() {
    document.querySelectorAll('section .dash-graph:not([tabindex])').forEach(function (box) {
      if (!stops(plotIn(box)).length) { return; }
      box.tabIndex = 0;
      box.setAttribute('role', 'application');
      name(box);
    });
  }
  document.addEventListener('DOMContentLoaded', function () {
    document.body.appendChild(spoken);
    new MutationObserver(open).observe(document.body, { childList: true, subtree: true });
  });
})();
