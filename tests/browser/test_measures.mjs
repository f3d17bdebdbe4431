// test_measures.mjs - the administrator gives a skeleton its words and puts it in force; a client
// is asked it; with a norm in force the chart shows the band and says whom it came from.
import { accessible, behaved, main, must, mustBe, newPerson, openBrowser, picture, press, signIn,
  startTandem, test } from './kit.mjs';

const FORM = '/practice/measures/complete?id=wsas';
const QUESTIONS = 5;
const ANSWERS = 9;
const NORM = JSON.stringify({ source: 'Invented for a test', setting: 'two invented clinics',
  beta: [24, -4], D: [[30, 0], [0, 2]], sigma2: 9, n_id: 321, n_obs: 2100, sessions: [0, 20] });

const holds = async (person, words) => {
  const said = await person.page.innerText('main');
  must(said.includes(words), `"${words}" is not on ${person.here()}:\n${said.slice(0, 1500)}`);
};

async function fillAll(jo) {
  await jo.page.fill('#title', 'Getting through the day');
  await jo.page.fill('#lead', 'Over the last two weeks');
  await jo.page.fill('#notice', 'Used with the permission of its owner');
  await jo.page.fill('#by', 'Jo Park');
  await jo.page.fill('#licence', 'Letter of 3 November');
  for (let i = 1; i <= QUESTIONS; i++) await jo.page.fill(`#text${i}`, `An invented question, number ${i}`);
  for (let k = 1; k <= ANSWERS; k++) await jo.page.fill(`#label1_${k}`, `invented answer ${k - 1}`);
}

async function complete(jo) {
  await test('the list shows what is asked first, and folds the skeletons', async () => {
    await jo.go('/practice/measures');
    await accessible(jo, 'questionnaires');
    await picture(jo, 'measures');
    mustBe(await jo.page.locator('#skeletons + p + form + details[open]').count(), 0, 'open skeletons');
    await jo.page.fill('#find', 'wsas');
    await press(jo, 'Find');
    mustBe(await jo.page.locator('details[open] h3').count(), 1, 'skeletons found');
    await press(jo, /Complete it with the words/);
    await accessible(jo, 'an empty skeleton');
    await picture(jo, 'complete');
  });
  await test('what is missing is said beside each field, and what was typed stays', async () => {
    await jo.page.fill('#text2', 'An invented question, number 2');
    await press(jo, 'Check it and look at it');
    mustBe(await jo.page.locator('#text2-error').count(), 0, 'an error at what was filled in');
    for (const id of ['text1', 'text5', 'label1_9', 'by', 'licence'])
      mustBe(await jo.page.locator(`#${id}-error`).count(), 1, `error at ${id}`);
    mustBe(await jo.page.inputValue('#text2'), 'An invented question, number 2', 'what was typed');
    await accessible(jo, 'a skeleton with errors');
    await picture(jo, 'complete-errors');
  });
  await test('it is shown as it will be asked, then put in force', async () => {
    await fillAll(jo);
    await press(jo, 'Check it and look at it');
    await holds(jo, 'This is how it will be asked');
    await holds(jo, '8 invented answer 8');
    await accessible(jo, 'a skeleton looked at');
    await picture(jo, 'complete-look');
    await press(jo, 'Install it and put it in force');
    mustBe(jo.here(), '/practice/measures', 'the page after it');
    await holds(jo, 'Getting through the day');
    await holds(jo, 'by Jo Park; Letter of 3 November');
  });
  await test('a norm of PHQ-9 is put in force', async () => {
    const row = jo.page.locator('li', { has: jo.page.locator('h3', { hasText: /^PHQ-9$/ }) });
    await row.locator('summary').click();
    await row.locator('textarea[name="norm"]').fill(NORM);
    await press(jo, /Save the norm/, row);
    await holds(jo, 'came with the program; with a norm');
  });
}

/** A whole check-in; the clinic's own questions answered, PHQ-9 with its lowest, the rest skipped. */
async function checkIn(client) {
  await client.go('/home');
  await client.page.getByRole('button', { name: /Start the check-in|Go on where you stopped/ })
    .or(client.page.getByRole('link', { name: /Start the check-in|Go on where you stopped/ })).first().click();
  await client.page.waitForLoadState();
  const start = client.page.getByRole('button', { name: 'Start', exact: true })
    .or(client.page.getByRole('link', { name: 'Start', exact: true }));
  if (await start.count()) { await start.first().click(); await client.page.waitForLoadState(); }
  let asked = 0;
  for (let i = 0; i < 80 && await client.page.locator('#pg').count(); i++) {
    const said = await client.page.innerText('main');
    const ours = said.includes('An invented question');
    if (ours && asked++ === 0) await accessible(client, 'a question of the clinic');
    if (ours || said.includes('Nearly every day')) {
      await client.page.locator(`input[name="value"][value="${ours ? 7 : 0}"]`).check();
      await Promise.all([client.page.waitForNavigation(), client.page.locator('form button.main').first().click()]);
    } else {
      await press(client, 'Skip this one');
    }
  }
  await press(client, /^Send/);
  return asked;
}

await main(async () => {
  const tandem = await startTandem();
  const browser = await openBrowser();
  try {
    const jo = await newPerson(browser, tandem.base);
    await signIn(jo, 'jo@demo.example', tandem.password);
    await complete(jo);
    const maya = await newPerson(browser, tandem.base, { phone: true });
    await signIn(maya, 'maya@demo.example', tandem.password);
    await test('the client is asked it', async () => {
      mustBe(await checkIn(maya), QUESTIONS, 'questions asked');
    });
    await test('the chart has the band of the norm, and says whom it came from', async () => {
      await maya.go('/home');
      const address = await maya.page.locator('a[href$="/progress"]').first().getAttribute('href');
      await maya.go(address);
      await holds(maya, 'WSAS');
      await holds(maya, '35');
      await holds(maya, '321 people, 2100 scores; two invented clinics; Invented for a test');
      mustBe(await maya.page.locator('section[aria-labelledby="phq-9"] svg .band').count(), 1, 'bands drawn');
      await accessible(maya, 'how it goes with a norm');
      await picture(maya, 'norm');
    });
    await test('nobody saw an error, and nobody else was called', async () => {
      behaved(jo, 'jo');
      behaved(maya, 'maya');
    });
  } finally {
    await browser.close();
    await tandem.stop();
  }
});
