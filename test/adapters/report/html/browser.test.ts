import { accessSync, constants, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { chromium, type Browser, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { renderReport } from '../../../../src/adapters/report/html/render-report.js';
import { aComparison, anEvaluation } from './sample-report.js';

const executablePath = (process.env.PATH ?? '')
  .split(delimiter)
  .flatMap((folder) => [join(folder, 'chromium'), join(folder, 'chromium-browser')])
  .find((path) => {
    try {
      accessSync(path, constants.X_OK);
      return true;
    } catch {
      return false; // not here: the next folder of PATH
    }
  });

describe.skipIf(executablePath === undefined)(`a report in a browser${executablePath === undefined ? ' (skipped: no chromium on PATH)' : ''}`, () => {
  let browser: Browser;
  let folder = '';
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'avtool-report-'));
    writeFileSync(join(folder, 'evaluation.html'), await renderReport(await anEvaluation()));
    writeFileSync(join(folder, 'comparison.html'), await renderReport(aComparison()));
    browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] });
  });
  afterAll(async () => {
    await browser?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  /** Opens a report; `heard` collects what it asks for and complains about. */
  async function open(name: string, colorScheme: 'light' | 'dark' = 'light', width = 1280): Promise<{ page: Page; heard: string[] }> {
    const page = await browser.newPage({ viewport: { width, height: 900 }, colorScheme });
    const heard: string[] = [];
    const { href } = pathToFileURL(join(folder, `${name}.html`));
    page.on('request', (request) => void (request.url() === href || request.url().startsWith('data:') || heard.push(request.url())));
    page.on('console', (message) => void heard.push(message.text()));
    page.on('pageerror', (error) => void heard.push(error.message));
    await page.goto(href);
    return { page, heard };
  }

  it.each(['evaluation', 'comparison'])('%s asks the network for nothing and reports no error', async (name) => {
    const { heard, page } = await open(name);
    expect(heard).toEqual([]);
    await page.close();
  });

  it('plays its sounds and shows its frames', async () => {
    const { page } = await open('evaluation');
    const seconds = await page.evaluate(`Promise.all([...document.querySelectorAll('audio')].map((player) => player.readyState > 0 ? player.duration
      : new Promise((resolve) => { player.onloadedmetadata = () => resolve(player.duration); player.onerror = () => resolve('error'); })))`);
    expect(seconds).toEqual([10, 10, 10, 10]);
    const widths = await page.evaluate<number[]>(`[...document.querySelectorAll('details[open] .timeline svg:not(.wave)')].map((frame) => frame.getBoundingClientRect().width)`);
    expect(Math.min(...widths)).toBeGreaterThanOrEqual(96);
    await page.close();
  });

  it('has one title and headings that skip no level', async () => {
    const { page } = await open('evaluation');
    const levels = await page.evaluate<number[]>(`[...document.querySelectorAll('h1,h2,h3,h4,h5,h6')].map((heading) => Number(heading.tagName[1]))`);
    expect(levels.filter((level) => level === 1)).toEqual([1]);
    expect(levels.filter((level, index) => index > 0 && level > levels[index - 1] + 1)).toEqual([]);
    await page.close();
  });

  it('is reached by Tab in its order: the skip link, the contents, then what folds and scrolls', async () => {
    const { page } = await open('evaluation');
    const reached: string[] = [];
    for (let press = 0; press < 14; press++) {
      await page.keyboard.press('Tab');
      reached.push(await page.evaluate<string>(`document.activeElement.textContent.trim().split(/\\s/)[0] + ' ' + document.activeElement.tagName`));
    }
    expect(reached.slice(0, 3)).toEqual(['Skip A', 'Result A', 'Clips A']);
    expect(reached).toContain('Numbers SUMMARY');
    await page.focus('#clip-worst-2 > summary');
    await page.keyboard.press('Enter');
    expect(await page.evaluate(`document.querySelector('#clip-worst-2').open`)).toBe(false);
    await page.close();
  });

  it('is no wider than a small screen', async () => {
    for (const name of ['evaluation', 'comparison']) {
      const { page } = await open(name, 'light', 400);
      expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(400);
      await page.close();
    }
  });

  it.each(['light', 'dark'] as const)('has text of contrast 4.5 and more in the %s theme (WCAG 2.2, 1.4.3)', async (scheme) => {
    const { page } = await open('evaluation', scheme);
    expect(await page.evaluate(faintTexts)).toEqual([]);
    await page.close();
  });

  it('prints its folded clips in the light theme', async () => {
    const { page } = await open('evaluation', 'dark');
    await page.evaluate(`document.querySelector('#clip-worst-1').open = false`);
    await page.emulateMedia({ media: 'print', colorScheme: 'dark' });
    expect(await page.evaluate(`getComputedStyle(document.body).backgroundColor`)).toBe('rgb(255, 255, 255)');
    expect(await page.evaluate(`document.querySelector('#clip-worst-1 .timeline').getBoundingClientRect().height`)).toBeGreaterThan(100);
    await page.close();
  });
});

/** In the page: texts whose ink and nearest opaque ground differ by less than 4.5 : 1. */
const faintTexts = `(() => {
  const channels = (colour) => colour.match(/[\\d.]+/g).map(Number);
  const light = (colour) => channels(colour).slice(0, 3).map((value) => value / 255).map((value) => value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4)
    .reduce((sum, value, index) => sum + value * [0.2126, 0.7152, 0.0722][index], 0);
  const ground = (element) => {
    for (let at = element; at; at = at.parentElement) {
      const colour = getComputedStyle(at).backgroundColor;
      if ((channels(colour)[3] ?? 1) > 0.99) return colour;
    }
    return 'rgb(255, 255, 255)';
  };
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const faint = new Set();
  let seen = 0;
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const element = node.parentElement;
    if (node.textContent.trim() === '' || element.closest('script') || element.getClientRects().length === 0) continue;
    const ink = element instanceof SVGElement ? getComputedStyle(element).fill : getComputedStyle(element).color;
    const cell = element.closest('#confusion .role-mark') && document.querySelector('#confusion .mark-rect path'); // its full colour is the worst ground
    seen += 1;
    const [high, low] = [light(ink), light(cell ? getComputedStyle(cell).fill : ground(element))].sort((a, b) => b - a);
    if ((high + 0.05) / (low + 0.05) < 4.5) faint.add(element.tagName + ' ' + node.textContent.trim());
  }
  return seen < 100 ? ['too few texts seen: ' + seen] : [...faint];
})()`;
