// What dashboards/markup.py gathered: HTML that no callback names, without Dash's
// wrapper around each element.
(() => {
  const element = (part) => {
    if (Array.isArray(part)) {
      return React.createElement(React.Fragment, null, ...part.map(element));
    }
    if (part === null || typeof part !== "object") {
      return part;
    }
    const children = Array.isArray(part.children) ? part.children : [part.children];
    return React.createElement(part.tag, part.props, ...children.map(element));
  };
  window.fanzha_markup = { Html: ({ tree }) => element(tree) };
})();
