/** Says on paper when it was printed: `<time data-printed>`. Without this it is when the page was
 * made, which may be hours before. */

/** Start. */
export function datePrints() {
  addEventListener("beforeprint", () => {
    const { lang, dataset } = document.documentElement;
    const style = { dateStyle: "medium", timeStyle: "short", timeZone: dataset.zone };
    const words = new Intl.DateTimeFormat(lang, style);
    for (const time of document.querySelectorAll("time[data-printed]")) {
      time.dateTime = new Date().toISOString();
      time.textContent = words.format(new Date());
    }
  });
}
