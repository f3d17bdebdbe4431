// test_pages.mjs - every screen of the demo practice, as its people see it: accessible at four
// widths in both themes, reachable by keyboard, quiet in the console, calling nobody else.
import { accessible, behaved, keyboardWalk, main, must, newPerson, openBrowser, signIn,
  startTandem, test } from './kit.mjs';

const ID = '[0-9a-f]{8}-[0-9a-f-]{27}';
/** "/sessions/:id" as the end of an address. */
const ends = (list) => list.split(' ').map((one) => new RegExp(`${one.replaceAll(':id', ID)}$`));

const PEOPLE = [
  { who: 'maya', phone: true, start: '/home', more: ['/me', '/me/reach'], links: ends('/home /sessions /sessions/:id ' +
    '/take-home /progress /goals /topics /questions /ending /record /picture /preferences /story /story/:id /joint/:id ' +
    '/log /safety /signals/:id /rules /pace /role /boundaries /report /follow /messages /documents /sharing ' +
    '/sharing/new /mirror /learned /search /timeline') },
  { who: 'amina', phone: true, start: '/home', more: [], links: ends('/signals/:id') },
  { who: 'meiling', phone: true, start: '/home', more: [], links: ends('/sessions /progress /goals') },
  { who: 'tomasz', phone: true, start: '/home', more: [], links: ends('/sharing /sharing/:id') },
  { who: 'reid', phone: false, start: '/shared', more: [], links: ends('/shared/:id') },
  { who: 'daniel', phone: false, start: '/caseload', more: ['/episodes/new', '/me', '/search', '/own-check'],
    links: ends('/work/:id /sessions/:id /alerts/:id /signals/:id /answers/:id /sessions /progress /rules /pace /role ' +
      '/boundaries /follow /messages /documents /mirror /learned /notes /work/:id/own-check /work/:id/search /timeline') },
  { who: 'helen', phone: false, start: '/duty', more: ['/me'], links: ends('/alerts/:id') },
  { who: 'jo', phone: false, start: '/practice', more: ['/practice/settings', '/practice/rules', '/practice/measures',
    '/practice/measures/complete', '/practice/documents', '/practice/documents/new', '/practice/beginning',
    '/practice/mail'], links: [] },
];
/** ONLY=regex looks at the addresses that match, for whoever works on a few of them. */
const ONLY = new RegExp(process.env.ONLY ?? '');
const SIGNED_OUT = ['/sign-in', '/help', '/forgotten', '/invite/not-a-link', '/nothing-here'];

/** Addresses on this page and the pages behind it that match, each pattern once. */
async function screens(person, start, patterns) {
  const found = new Map();
  const queue = [start];
  for (let i = 0; i < queue.length && i < 40 && found.size < patterns.length; i++) {
    await person.go(queue[i]);
    const links = await person.page.$$eval('main a[href^="/"], nav a[href^="/"], footer a[href^="/"]',
      (all) => all.map((a) => a.getAttribute('href').split('#')[0]));
    for (const link of links) {
      const pattern = patterns.find((p) => p.test(link));
      if (!pattern || found.has(pattern)) continue;
      found.set(pattern, link);
      queue.push(link);
    }
  }
  const missing = patterns.filter((p) => !found.has(p));
  must(missing.length === 0, `no link to ${missing.join(' ')} from ${start}`);
  return [...found.values()];
}

async function check(person, address, name) {
  const status = await person.go(address);
  must(status < 500, `${name}: status ${status}`);
  await accessible(person, name);
  await person.go(address);
  await keyboardWalk(person, name);
}

await main(async () => {
  const tandem = await startTandem();
  const browser = await openBrowser();
  try {
    for (const one of PEOPLE) {
      const person = await newPerson(browser, tandem.base, { phone: one.phone });
      await signIn(person, `${one.who}@demo.example`, tandem.password);
      const list = [one.start, ...one.more, ...await screens(person, one.start, one.links)];
      for (const address of list) {
        const said = address.replace(new RegExp(ID, 'g'), ':id');
        if (!ONLY.test(said)) continue;
        await test(`${one.who} sees ${said} without a barrier`, () => check(person, address, said));
      }
      await test(`${one.who} saw no error and called nobody else`, async () => behaved(person, one.who));
      await person.context.close();
    }
    const nobody = await newPerson(browser, tandem.base, { phone: true });
    for (const address of SIGNED_OUT.filter((one) => ONLY.test(one))) {
      await test(`signed out, ${address} has no barrier`, () => check(nobody, address, address));
    }
    await test('signed out, nobody else was called', async () => {
      must(nobody.foreign().length === 0, nobody.foreign().join(', '));
    });
  } finally {
    await browser.close();
    await tandem.stop();
  }
});
