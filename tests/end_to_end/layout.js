/* What a person would call broken: text that is cut off, or written over other text. */
() => {
  const found = [];
  const seen = (element) => {
    const style = getComputedStyle(element);
    const box = element.getBoundingClientRect();
    return style.visibility !== 'hidden' && style.display !== 'none' && box.width > 1 &&
      box.height > 1 && !element.closest('.hidden-word, .about-panel, [aria-hidden=true], .skeleton');
  };
  const words = (element) => [...element.childNodes].some(
    (node) => node.nodeType === 3 && node.textContent.trim());

  document.querySelectorAll('main *, header *, .screen *').forEach((element) => {
    if (element.closest('svg') || !words(element) || !seen(element)) { return; }
    const style = getComputedStyle(element);
    const cut = element.scrollWidth > element.clientWidth + 1 && style.overflowX !== 'visible' &&
      element.clientWidth > 0 && !element.closest('.table-wrap, .nav-list') &&
      !['auto', 'scroll'].includes(style.overflowX);
    if (cut && !element.title && element.tagName !== 'INPUT') {
      found.push('cut: ' + element.textContent.trim().slice(0, 40));
    }
  });

  /* Words leave their card. */
  document.querySelectorAll('.card').forEach((card) => {
    const frame = card.getBoundingClientRect();
    if (!seen(card)) { return; }
    card.querySelectorAll('*').forEach((element) => {
      if (!words(element) || !seen(element) || element.closest('.table-wrap, .scrolls')) { return; }
      const box = element.getBoundingClientRect();
      if (box.right > frame.right + 2 || box.left < frame.left - 2) {
        found.push('leaves its card: ' + element.textContent.trim().slice(0, 40));
      }
    });
  });

  /* Texts of one figure lie on each other. */
  document.querySelectorAll('.js-plotly-plot').forEach((plot) => {
    const texts = [...plot.querySelectorAll('svg text')].filter(
      (text) => text.textContent.trim() && seen(text));
    const boxes = texts.map((text) => text.getBoundingClientRect());
    for (let i = 0; i < texts.length; i += 1) {
      for (let j = i + 1; j < texts.length; j += 1) {
        const a = boxes[i];
        const b = boxes[j];
        const wide = Math.min(a.right, b.right) - Math.max(a.left, b.left);
        const high = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
        if (wide > 3 && high > 5) {
          found.push('over each other: ' + texts[i].textContent + ' / ' + texts[j].textContent);
        }
      }
    }
  });
  return [...new Set(found)].slice(0, 20);
}
