// What the system was asked to show, and whether it was asked for permission; real notifications
// all the same. Of tabs of a browser without a screen all count as visible: a test says which one
// is not.
window.__notified = [];
window.__asked = 0;
if ("Notification" in window) {
  const Real = window.Notification;
  window.Notification = class extends Real {
    constructor(title, options) {
      super(title, options);
      window.__notified.push({ title, ...options });
      window.__newest = this;
    }

    static requestPermission() {
      window.__asked += 1;
      return Real.requestPermission();
    }
  };
}
let isHidden = false;
Object.defineProperty(document, "hidden", { get: () => isHidden });
Object.defineProperty(document, "visibilityState", { get: () => (isHidden ? "hidden" : "visible") });
window.__hide = (hidden) => {
  isHidden = hidden;
  document.dispatchEvent(new Event("visibilitychange"));
};
