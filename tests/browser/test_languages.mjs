// test_languages.mjs - the client's main pages in Spanish and Arabic: direction, nothing wider
// than the screen, nothing left in English; choosing a language; an answer given while offline.
import fs from 'node:fs';
import path from 'node:path';
import {
  axe, behaved, main, must, mustBe, newPerson, openBrowser, overflow, root, signIn, startTandem, test,
} from './kit.mjs';

const PAGES = ['home', 'check-in', 'sessions', 'progress', 'goals', 'log', 'safety', 'record', 'preferences'];

/** What questionnaires say stays in their own language. */
const asked = fs.readdirSync(path.join(root, 'measures')).filter((name) => name.endsWith('.json'))
  .map((name) => fs.readFileSync(path.join(root, 'measures', name), 'utf8')).join('\n');

/** Whole messages of the program, long enough not to be somebody's name. */
function messages(language) {
  const text = fs.readFileSync(path.join(root, 'po', `${language}.po`), 'utf8');
  return [...text.matchAll(/\nmsgid "([^"\n]{12,})"\nmsgstr "([^"\n]+)"/g)]
    .filter(([, english, said]) => english !== said && !/[{<\\]/.test(english) && !asked.includes(english))
    .map(([, english]) => english);
}

async function speak(person, language) {
  await person.go('/me');
  await person.page.selectOption('#language', language);
  await Promise.all([person.page.waitForNavigation(), person.page.click('form[action="/me"] button.main')]);
}

/** Opens one of PAGES in the client's work. */
async function open(person, name) {
  await person.go('/home');
  const home = person.here();
  if (name === 'check-in') {
    const go = person.page.locator('a[href*="/check-in/"].main, form[action$="/check-in"] button').first();
    await Promise.all([person.page.waitForNavigation(), go.click()]);
  } else if (name !== 'home') await person.go(home.replace(/home$/, name));
}

async function lookAt(browser, tandem, language, dir, known) {
  for (const [phone, dark] of [[true, false], [false, true]]) {
    const maya = await newPerson(browser, tandem.base, { phone, dark });
    await signIn(maya, 'maya@demo.example', tandem.password);
    await speak(maya, language);
    for (const name of PAGES) {
      await open(maya, name);
      const where = `${language} ${name} ${phone ? 390 : 1280}`;
      mustBe(await maya.page.evaluate(() => `${document.documentElement.lang} ${document.documentElement.dir}`),
        `${language} ${dir}`, where);
      mustBe(await overflow(maya.page), 0, `${where}: px too wide`);
      const faults = await axe(maya.page);
      must(faults.length === 0, `${where}: ${faults.join('; ')}`);
      const left = await maya.page.evaluate((english) => {
        const texts = [...document.querySelectorAll('body *')].flatMap((element) =>
          element.closest('[lang=en]:not(html)') ? [] : [...element.childNodes].filter(({ nodeType }) => nodeType === 3).map(({ data }) => data.trim()));
        const here = new Set(texts);
        return english.filter((message) => here.has(message));
      }, known);
      must(left.length === 0, `${where}: still English: ${left.join(' | ')}`);
    }
    behaved(maya, language);
    await maya.context.close();
  }
}

await main(async () => {
  const tandem = await startTandem();
  const browser = await openBrowser();

  await test('the main pages in Spanish', () => lookAt(browser, tandem, 'es', 'ltr', messages('es')));
  await test('the main pages in Arabic, from the right', () => lookAt(browser, tandem, 'ar', 'rtl', messages('ar')));

  await test('somebody who is not signed in chooses a language and comes back to the page', async () => {
    const somebody = await newPerson(browser, tandem.base, { phone: true });
    await somebody.go('/help');
    await Promise.all([somebody.page.waitForNavigation(), somebody.page.click('footer button[value="ar"]')]);
    mustBe(somebody.here(), '/help', 'the page');
    mustBe(await somebody.page.getAttribute('html', 'dir'), 'rtl', 'direction');
    mustBe(await overflow(somebody.page), 0, 'px too wide');
    await somebody.go('/sign-in');
    mustBe(await somebody.page.getAttribute('html', 'lang'), 'ar', 'language');
    await somebody.context.close();
  });

  await test('an answer given offline waits on the page and is sent when the connection is back', async () => {
    const maya = await newPerson(browser, tandem.base, { phone: true });
    await signIn(maya, 'maya@demo.example', tandem.password);
    await speak(maya, 'en');
    await open(maya, 'check-in');
    const begin = maya.page.getByRole('link', { name: 'Start' });
    if (await begin.count()) await Promise.all([maya.page.waitForNavigation(), begin.click()]);
    const before = maya.page.url();
    await maya.context.setOffline(true);
    await maya.page.locator('fieldset label').nth(3).click();
    await maya.page.click('form button.main');
    must(/sent by itself/.test(await maya.page.textContent('[data-waits]')), 'the page does not say that it waits');
    mustBe(maya.page.url(), before, 'the page');
    await Promise.all([maya.page.waitForURL((url) => url.href !== before), maya.context.setOffline(false)]);
    await maya.page.goBack();
    must(await maya.page.locator('fieldset input:checked').count() === 1, 'the answer did not arrive');
    await maya.context.close();
  });

  await browser.close();
  await tandem.stop();
});
