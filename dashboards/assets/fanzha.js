/* What happens in the browser: links, theme, menu, error banner, Chinese charts. */
(function () {
  "use strict";

  const noUpdate = () => window.dash_clientside.no_update;

  window.dash_clientside = Object.assign({}, window.dash_clientside, {
    fanzha: {
      // A drop-down's values are links; `drawn` is the one it was drawn with.
      follow: (value, drawn) => (!value || value === drawn ? noUpdate() : value),

      toggleTheme: (clicks, theme) => {
        if (!clicks) return [noUpdate(), noUpdate()];
        const next = theme === "dark" ? "light" : "dark";
        document.cookie = `fanzha_theme=${next};path=/;max-age=31536000;samesite=lax`;
        document.documentElement.dataset.theme = next;
        return [next, next];
      },

      toggleMenu: (clicks) => {
        if (clicks) document.body.classList.toggle("menu-open");
        return noUpdate();
      },

      describe: (page) => {
        document.body.classList.remove("menu-open");
        if (page) {
          document.title = page.title;
          document.documentElement.lang = page.lang;
        }
        return noUpdate();
      },
    },
  });

  // A callback that fails would leave the old page without a word.
  const banner = (text) => {
    const place = document.getElementById("error-banner");
    if (!place) return;
    place.textContent = text;
    if (text) {
      const retry = document.createElement("button");
      retry.textContent = "重试 Retry";
      retry.onclick = () => window.location.reload();
      place.append(" ", retry);
    }
  };
  const plainFetch = window.fetch;
  window.fetch = async (...call) => {
    try {
      const answer = await plainFetch(...call);
      if (answer.status >= 500) {
        banner(`服务暂时出错（${answer.status}），请重试。 The server failed.`);
      }
      return answer;
    } catch (failure) {
      if (failure.name !== "AbortError") {
        banner("无法连接服务。 The server cannot be reached.");
      }
      throw failure;
    }
  };

  const locale = {
    moduleType: "locale",
    name: "zh-CN",
    dictionary: { "Click to enter X axis title": "", "Click to enter Y axis title": "" },
    format: {
      days: ["星期日", "星期一", "星期二", "星期三", "星期四", "星期五", "星期六"],
      shortDays: ["周日", "周一", "周二", "周三", "周四", "周五", "周六"],
      months: Array.from({ length: 12 }, (_, index) => `${index + 1}月`),
      shortMonths: Array.from({ length: 12 }, (_, index) => `${index + 1}月`),
      date: "%Y-%m-%d",
      decimal: ".",
      thousands: ",",
      grouping: [3],
    },
  };
  // plotly.js arrives later than this file; it reads the queue when it does.
  else window.PlotlyLocales = (window.PlotlyLocales || []).concat(locale);
})();
