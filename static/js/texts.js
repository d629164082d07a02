/** The page's translated strings, given by the template as JSON (`#texts`). */

const texts = JSON.parse(document.getElementById("texts")?.textContent || "{}");

/** The string called `key`, its `{names}` replaced. An unknown key is returned as it is. */
export function text(key, values = {}) {
  const found = texts[key] ?? key;
  return found.replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);
}
