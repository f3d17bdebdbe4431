// steps.mjs - ways through the pages that more than one browser test goes.
import { press } from './kit.mjs';

/** What a datetime-local field takes, on the practice's clock. */
function nowInLondon() {
  const parts = Object.fromEntries(new Intl.DateTimeFormat('en-GB', {
    timeZone: 'Europe/London', year: 'numeric', month: '2-digit', day: '2-digit', hour: '2-digit',
    minute: '2-digit',
  }).formatToParts(new Date()).map(({ type, value }) => [type, value]));
  return `${parts.year}-${parts.month}-${parts.day}T${parts.hour}:${parts.minute}`;
}

/** Maya's next session, moved to now by Daniel; the address of its page. */
export async function sessionNow(maya, daniel) {
  await press(maya, 'Sessions');
  const address = await maya.page.locator('main h2 a').first().getAttribute('href');
  await daniel.go(address.replace(/\/[^/]*$/, ''));
  const row = daniel.page.locator('main li', { hasText: 'Planned' }).last();
  await row.locator('summary', { hasText: 'Move' }).click();
  await row.locator('input[name="when"]').fill(nowInLondon());
  await press(daniel, 'Move it', row);
  return address;
}
