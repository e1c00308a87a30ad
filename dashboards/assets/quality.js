/* The KPI dictionary: a plain text filter, and anchors that open their entry. */
(function () {
  'use strict';

  document.addEventListener('input', function (event) {
    if (event.target.id !== 'dictionary-filter') { return; }
    var wanted = event.target.value.trim().toLowerCase();
    var found = 0;
    document.querySelectorAll('.dictionary details').forEach(function (entry) {
      entry.hidden = entry.textContent.toLowerCase().indexOf(wanted) < 0;
      if (!entry.hidden) { found += 1; }
    });
    document.getElementById('dictionary-none').hidden = found > 0;
  });

  /* Pages are drawn after the address is read: go where it points once that is there. */
  var gone = null;
  function follow() {
    var name = decodeURIComponent(window.location.hash.slice(1));
    var target = name && document.getElementById(name);
    if (!target || gone === window.location.href) { return; }
    gone = window.location.href;
    if (target.tagName === 'DETAILS') { target.open = true; }
    target.scrollIntoView();
  }
  window.addEventListener('hashchange', function () { gone = null; follow(); });
  document.addEventListener('DOMContentLoaded', function () {
    new MutationObserver(follow).observe(document.body, { childList: true, subtree: true });
  });
})();
