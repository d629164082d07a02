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
// Whether this tab has the voice of all (static/js/tell/locks.js).
window.__voice = null;
if (navigator.locks) {
  const request = navigator.locks.request.bind(navigator.locks);
  navigator.locks.request = (name, options, hold) => {
    const turn = {};
    const held = (lock) => {
      const kept = hold(lock);
      window.__voice = turn;
      return kept;
    };
    return request(name, options, held).finally(() => {
      if (window.__voice === turn) window.__voice = null;
    });
  };
}
let isHidden = false;
Object.defineProperty(document, "hidden", { get: () => isHidden });
Object.defineProperty(document, "visibilityState", { get: () => (isHidden ? "hidden" : "visible") });
window.__hide = (hidden) => {
  isHidden = hidden;
  document.dispatchEvent(new Event("visibilitychange"));
};
