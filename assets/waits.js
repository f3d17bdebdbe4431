/* waits.js - an answer that is sent while the connection is gone waits in its form.
 *
 * For short forms (a question of the check-in, the form after a session): the page says so, and
 * sends the form by itself when the connection is back.  The form's key makes a second sending
 * harmless.  Nothing is stored: on a shared phone the answer goes with the page.
 */
(() => {
  'use strict';
  let send = null;
  addEventListener('submit', (event) => {
    const place = event.target.querySelector('[data-waits]');
    if (!place || navigator.onLine) return;
    event.preventDefault();
    place.textContent = place.dataset.waits;
    send = () => event.target.requestSubmit(event.submitter);
  });
  addEventListener('online', () => {
    const now = send;
    send = null;
    now?.();
  });
  addEventListener('beforeunload', (event) => {
    if (send && !navigator.onLine) event.preventDefault();
  });
})();
