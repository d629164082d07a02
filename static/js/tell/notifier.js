/**
 * A service worker, without which a telephone's browser shows no notification: it brings whoever
 * presses one to the run. It answers for no address and keeps nothing.
 */

self.addEventListener("notificationclick", (event) => {
  event.notification.close();
  event.waitUntil(bring(event.notification.data.path));
});

async function bring(path) {
  const pages = await self.clients.matchAll({ type: "window", includeUncontrolled: true });
  const there = pages.find((page) => new URL(page.url).pathname === path);
  await (there ? there.focus() : self.clients.openWindow(path));
}
