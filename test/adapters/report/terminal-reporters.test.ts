import { describe, expect, it } from 'vitest';
import { createBarReporter } from '../../../src/adapters/report/terminal/bar-reporter.js';
import { chooseReporter } from '../../../src/adapters/report/terminal/choose-reporter.js';
import { createPlainReporter } from '../../../src/adapters/report/terminal/plain-reporter.js';
import { createSilentReporter } from '../../../src/adapters/report/terminal/silent-reporter.js';
import { durationText } from '../../../src/adapters/report/terminal/step-progress.js';
import { aClock, aTerminal } from './fakes.js';

const ascii = { unicode: false, colour: false };

describe('the bar', () => {
  it('shows how far the step is, its rate, the time left, and the facts in order', () => {
    const clock = aClock();
    const terminal = aTerminal({ columns: 120 });
    const reporter = createBarReporter(terminal, clock, ascii);
    reporter.start('Epoch 1', 40, 'clips');
    clock.pass(5);
    reporter.advance(10, { loss: '0.412', accuracy: '31 %' });
    // 10 clips in 5 s: 2 a second, 30 left take 15 s; a quarter of 22 cells is 5.5.
    expect(terminal.screen()).toBe('Epoch 1 [######----------------] 10/40 clips  2.0 clips/s  0:15 left  loss 0.412  accuracy 31 %');
  });

  it('is drawn with blocks where the terminal has them', () => {
    const clock = aClock();
    const terminal = aTerminal();
    const reporter = createBarReporter(terminal, clock, { unicode: true, colour: false });
    reporter.start('Prepare', 2, 'clips');
    clock.pass(1);
    reporter.advance(1);
    expect(terminal.screen()).toBe('Prepare ████████████░░░░░░░░░░░░ 1/2 clips · 1.0 clips/s · 0:01 left');
  });

  it('is never wider than the window and gives up the bar before the figures', () => {
    const clock = aClock();
    const terminal = aTerminal({ columns: 30 });
    const reporter = createBarReporter(terminal, clock, ascii);
    reporter.start('Epoch 1', 40, 'clips');
    clock.pass(5);
    reporter.advance(10, { loss: '0.412' });
    expect(terminal.screen()).toBe('Epoch 1 10/40 clips  2.0 clip');
  });

  it('shows no bar and no time left for a step of unknown length', () => {
    const clock = aClock();
    const terminal = aTerminal();
    const reporter = createBarReporter(terminal, clock, ascii);
    reporter.start('Search', undefined, 'files');
    clock.pass(1);
    reporter.advance(3);
    expect(terminal.screen()).toBe('Search 3 files  3.0 files/s');
  });

  it('is redrawn at most ten times a second, and always when the step is complete', () => {
    const clock = aClock();
    const terminal = aTerminal();
    const reporter = createBarReporter(terminal, clock, ascii);
    reporter.start('Epoch 1', 3, 'clips');
    clock.pass(0.05);
    reporter.advance(1);
    expect(terminal.screen()).toContain('0/3 clips');
    clock.pass(0.01);
    reporter.advance(3);
    expect(terminal.screen()).toContain('3/3 clips');
  });

  it('gives way to the summary when the step is finished', () => {
    const terminal = aTerminal();
    const reporter = createBarReporter(terminal, aClock(), ascii);
    reporter.start('Epoch 1', 3, 'clips');
    reporter.finish('epoch 1  loss 0.4');
    expect(terminal.text().endsWith('\r\u001b[2Kepoch 1  loss 0.4\n')).toBe(true);
  });

  it('lets a line pass above itself', () => {
    const terminal = aTerminal();
    const reporter = createBarReporter(terminal, aClock(), ascii);
    reporter.start('Epoch 1', 3, 'clips');
    reporter.warn('a.mp4 is silent');
    expect(terminal.text()).toContain('\r\u001b[2KWarning: a.mp4 is silent\n');
    expect(terminal.screen()).toContain('0/3 clips');
  });
});

describe('plain lines', () => {
  it('say a step every 30 seconds and at its end, without control characters', () => {
    const clock = aClock();
    const log = aTerminal({ isTTY: false });
    const reporter = createPlainReporter(log, clock);
    reporter.start('Epoch 1', 100, 'clips');
    clock.pass(10);
    reporter.advance(10);
    clock.pass(20);
    reporter.advance(30, { loss: '0.5' });
    clock.pass(29);
    reporter.advance(59);
    reporter.finish('epoch 1  loss 0.4');
    expect(log.text()).toBe('Epoch 1: 30/100 clips, 1.0 clips/s, 1:10 left, loss 0.5\nepoch 1  loss 0.4\n');
  });

  it('pass information and warnings', () => {
    const log = aTerminal();
    const reporter = createPlainReporter(log, aClock());
    reporter.info('10 clips');
    reporter.warn('one is silent');
    expect(log.text()).toBe('10 clips\nWarning: one is silent\n');
  });
});

describe('the silent reporter', () => {
  it('passes warnings and nothing else', () => {
    const log = aTerminal();
    const reporter = createSilentReporter(log);
    reporter.start('Epoch 1', 3, 'clips');
    reporter.advance(1);
    reporter.info('10 clips');
    reporter.finish('done');
    reporter.warn('one is silent');
    expect(log.text()).toBe('Warning: one is silent\n');
  });
});

describe('the choice of a reporter', () => {
  /** What is on the stream after a step began. */
  const written = (choice: { isTTY?: boolean; environment?: Record<string, string>; silent?: boolean }) => {
    const stream = aTerminal({ isTTY: choice.isTTY ?? true });
    const environment = { LANG: 'C.UTF-8', TERM: 'xterm', ...choice.environment };
    chooseReporter({ stream, environment, platform: 'linux', clock: aClock(), silent: choice.silent ?? false, colour: false }).start('Epoch 1', 3, 'clips');
    return stream.text();
  };

  it.each([
    ['a bar of blocks on a UTF-8 terminal', {}, /░/],
    ['an ASCII bar where the locale is not UTF-8', { environment: { LANG: 'C' } }, /\[-+\]/],
    ['no bar in a pipe', { isTTY: false }, /^$/],
    ['no bar on a dumb terminal', { environment: { TERM: 'dumb' } }, /^$/],
    ['no bar in CI', { environment: { CI: 'true' } }, /^$/],
    ['no bar when silent', { silent: true }, /^$/],
  ])('is %s', (_, choice, expected) => {
    expect(written(choice)).toMatch(expected);
  });
});

describe('a duration', () => {
  it.each([
    [0, '0:00'],
    [9.4, '0:09'],
    [59.6, '1:00'],
    [750, '12:30'],
    [3725, '1:02:05'],
  ])('of %f seconds reads %s', (seconds, text) => {
    expect(durationText(seconds)).toBe(text);
  });
});
