// test_session.mjs - a client on a phone and a therapist at a desk hold a session.
import {
  accessible, behaved, keyboardWalk, main, must, mustBe, newPerson, openBrowser, press,
  signIn, startTandem, tabTo, test,
} from './kit.mjs';
import { sessionNow } from './steps.mjs';

const ENDS = [320, 1280];

const inPart = (page, part, text) => page.locator(`#${part} li`, { hasText: text });
const both = (page, words) => page.locator('.both', { hasText: words });

async function together(maya, daniel, address) {
  const M = maya.page;
  const D = daniel.page;

  await test('before it begins, both see it and put topics there', async () => {
    await daniel.go(address);
    await maya.go(address);
    await accessible(maya, 'planned session', ENDS);
    await D.getByRole('button', { name: 'Begin the session' }).click();
    await M.getByRole('button', { name: 'End the session' }).waitFor();
    await M.locator('[data-ends]', { hasText: 'minutes left' }).waitFor();
  });

  await test('each sees that the other is here', async () => {
    await D.locator('.here', { hasText: 'Maya, here' }).waitFor();
    await M.locator('.here', { hasText: 'Daniel, here' }).waitFor();
  });

  await test('a topic arrives on the other screen, is said, and disturbs no draft', async () => {
    const pages = [];
    D.on('framenavigated', (frame) => pages.push(frame.url()));
    await M.locator('#voice').fill('half a thought');
    await D.locator('#agenda').fill('A topic from the desk');
    await D.locator('form:has(#agenda) button').click();
    await inPart(D, 'beginning', 'A topic from the desk').waitFor();
    mustBe(await D.locator('#agenda').inputValue(), '', 'the sent field');
    mustBe(pages.join(' '), '', 'pages loaded');
    await inPart(M, 'beginning', 'A topic from the desk').waitFor();
    mustBe(await M.locator('#voice').inputValue(), 'half a thought', 'draft');
    mustBe(await M.locator('#said').textContent(), 'Daniel wrote: A topic from the desk', 'status');
  });

  await test('talked about now, parked, and back, by either', async () => {
    await inPart(M, 'beginning', 'A topic from the desk').getByRole('button', { name: /Talk about this now/ }).click();
    await inPart(D, 'beginning', 'A topic from the desk').getByText('Talking now').waitFor();
    await inPart(D, 'beginning', 'A topic from the desk').getByRole('button', { name: /Park it/ }).click();
    await inPart(M, 'beginning', 'A topic from the desk').getByText('Parked for later').waitFor();
  });

  await test('a form that is not finished keeps every word on the page', async () => {
    await D.locator('#voice').fill('I wonder');
    await D.locator('#agenda').fill('with bad minutes');
    await D.locator('#agenda-minutes').fill('lots');
    await D.locator('form:has(#agenda) button').click();
    await D.locator('.errors').waitFor();
    mustBe(await D.evaluate(() => document.activeElement.className), 'errors stack', 'focus');
    mustBe(await D.locator('#agenda').inputValue(), 'with bad minutes', 'the unfinished field');
    mustBe(await D.locator('#voice').inputValue(), 'I wonder', 'another draft');
    await accessible(daniel, 'session with an error', ENDS);
    await D.locator('#agenda').fill('');
    await D.locator('#agenda-minutes').fill('');
  });

  await test('two who write the same sentence at once: both stand, with names', async () => {
    await M.getByText(/sentence you could both say$/).click();
    await M.locator('#sentence').fill('Words they begin with.');
    await M.getByRole('button', { name: 'Offer it', exact: true }).click();
    const mine = both(M, 'Not settled yet').last();
    const his = both(D, 'Not settled yet').last();
    await his.locator('textarea').first().fill('Words of Daniel.');
    await mine.locator('textarea').first().fill('Words of Maya.');
    await his.getByRole('button', { name: 'Yes, I can say this too' }).click();
    await M.getByText('Daniel changed this').waitFor();
    mustBe(await mine.locator('textarea').first().inputValue(), 'Words of Maya.', 'draft');
    await mine.getByRole('button', { name: /Yes, I can|Save changed/ }).click();
    await both(M, 'Both are kept').waitFor();
    await both(D, '“Words of Maya.”').waitFor();
    must((await both(D, 'Both are kept').innerText()).includes('“Words of Daniel.”'), 'his words are gone');
    await accessible(daniel, 'session with two versions', ENDS);
  });

  await test('a third wording, and two who say yes, settle it', async () => {
    await both(D, 'Both are kept').getByText('Write a third').click();
    await both(D, 'Both are kept').locator('textarea').first().fill('Words of both.');
    await D.getByRole('button', { name: 'Offer this wording' }).click();
    const mine = M.locator('.both', { has: M.getByText('Daniel changed this') });
    await mine.getByText('Earlier versions (3)').click();
    await mine.getByText('“Words of Maya.”').waitFor();
    await mine.getByRole('button', { name: 'Yes, I can say this too' }).click();
    await both(M, 'Words of both.').getByText('You both said yes').waitFor();
    await both(D, 'Words of both.').getByText('You both said yes').waitFor();
  });

  await test('words being typed move along when the other one picks', async () => {
    await M.locator('#sentence-new').evaluate((folded) => { folded.open = true; });
    await M.locator('#sentence').fill('Another one.');
    await M.getByRole('button', { name: 'Offer it', exact: true }).click();
    const mine = both(M, 'Not settled yet').last();
    const his = both(D, 'Not settled yet').last();
    await his.locator('textarea').first().fill('Another, said by Daniel.');
    await mine.locator('textarea').first().fill('Another, said by Maya.');
    await his.getByRole('button', { name: 'Yes, I can say this too' }).click();
    await mine.getByText('Daniel changed this').waitFor();
    await mine.getByRole('button', { name: /Yes, I can|Save changed/ }).click();
    await both(D, 'Both are kept').getByText('Write a third').click();
    await both(D, 'Both are kept').locator('textarea').first().fill('Half a third.');
    await both(M, 'Both are kept').getByRole('button', { name: 'Keep mine' }).click();
    await both(D, 'Both are kept').waitFor({ state: 'detached' });
    mustBe(await his.locator('textarea').first().inputValue(), 'Half a third.', 'the draft');
    await his.getByRole('button', { name: /Yes, I can|Save changed/ }).click();
    await both(M, '“Half a third.”').or(mine.locator('textarea', { hasText: 'Half a third.' })).first().waitFor();
  });

  await test('an offered takeaway is the client’s to take', async () => {
    await D.getByText('May I share what I would put in my notes').click();
    await D.locator('#takeaway').fill('A pause is allowed.');
    await D.getByRole('button', { name: 'Offer it to Maya', exact: true }).first().click();
    const offer = inPart(M, 'end', 'A pause is allowed.');
    await offer.getByRole('button', { name: /^Take it/ }).click();
    await inPart(D, 'end', 'A pause is allowed.').getByText('taken by Maya').waitFor();
  });

  await test('by keyboard alone: reach a field, write, send', async () => {
    await keyboardWalk(maya, 'session on a phone');
    await D.evaluate(() => { document.activeElement?.blur(); scrollTo(0, 0); });
    await tabTo(daniel, '#marker');
    await D.keyboard.type('Said no, kindly.');
    await tabTo(daniel, 'button[value="strength"]', 8);
    await D.keyboard.press('Enter');
    await inPart(M, 'middle', 'Said no, kindly.').waitFor();
  });

  await test('it ends, and the page to keep holds what they agreed on', async () => {
    await accessible(maya, 'open session', ENDS);
    await M.locator('#voice').fill('');
    await M.getByRole('button', { name: 'End the session' }).click();
    await M.getByText('Ended today').waitFor();
    await press(maya, /Print or keep/);
    for (const words of ['Words of both.', 'A pause is allowed.', 'Said no, kindly.']) {
      must((await M.locator('main').innerText()).includes(words), `${words} is not on the sheet`);
    }
    await accessible(maya, 'page to take home', ENDS);
    const sheet = await M.pdf({ format: 'A4' });
    mustBe((sheet.toString('latin1').match(/\/Type\s*\/Page[^s]/g) ?? []).length, 1, 'sheets of paper');
  });
}

async function withoutScripts(maya, daniel, address) {
  await test('without scripts: plain forms, and the same session', async () => {
    await maya.go(address);
    await press(maya, 'Open the session again');
    await maya.page.locator('#takeaway').fill('Without a script.');
    await press(maya, 'Add', maya.page.locator('form:has(#takeaway)'));
    await inPart(maya.page, 'end', 'Without a script.').waitFor();
    await daniel.go(address);
    await inPart(daniel.page, 'end', 'Without a script.').waitFor();
  });
}

await main(async () => {
  const server = await startTandem();
  const browser = await openBrowser();
  try {
    const person = async (email, options) => {
      const someone = await newPerson(browser, server.base, options);
      await signIn(someone, email, server.password);
      return someone;
    };
    const maya = await person('maya@demo.example', { phone: true });
    const daniel = await person('daniel@demo.example', {});
    const address = await sessionNow(maya, daniel);
    await together(maya, daniel, address);
    const plain = await person('maya@demo.example', { phone: true, scripts: false });
    await withoutScripts(plain, daniel, address);
    await test('no errors, nothing blocked, nobody else called', () => {
      for (const someone of [maya, daniel, plain]) behaved(someone, 'the session');
    });
  } finally {
    await browser.close();
    await server.stop();
  }
});
