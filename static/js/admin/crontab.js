/** In the administration's form of periodic work: what the chosen crontab means, in words. */

(() => {
  const field = document.getElementById("id_crontab");
  const words = document.getElementById("readable-crontabs");
  if (!field || !words) return;
  const readable = JSON.parse(words.textContent);
  const row = field.closest(".field-crontab");
  const help = row?.querySelector(".help");
  const before = help?.textContent.trim() ?? "";
  const shown = document.querySelector(".field-crontab_translation");
  if (!help) return;
  if (shown) shown.hidden = true;

  function explain() {
    const meant = readable[field.value];
    help.textContent = meant ? `${before} ${meant}` : before;
  }

  field.addEventListener("change", explain);
  explain();
})();
