/** `rung ladder FILE` in each format, as somebody's script gets it (docs/cli.md). */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { run } from '../../../src-main/hosts/cli/main.ts';
import { pngOf } from '../../../src-main/hosts/cli/png.ts';
import { readPng } from '../../fakes/read-png.ts';

const CAPTURES = join(import.meta.dirname, '../../captures');
const CALL = join(CAPTURES, 'call.pcap');
let folder: string;
beforeAll(() => void (folder = mkdtempSync(join(tmpdir(), 'rung-ladder-'))));
afterAll(() => rmSync(folder, { recursive: true }));
afterEach(() => vi.restoreAllMocks());

interface Ended {
  code: number;
  stderr: string;
  output: Buffer;
}

async function ladder(...args: string[]): Promise<Ended> {
  const said = vi.spyOn(process.stderr, 'write').mockReturnValue(true);
  const printed = vi.spyOn(process.stdout, 'write').mockReturnValue(true);
  const code = await run(['ladder', ...args]);
  const ended = {
    code, stderr: said.mock.calls.map(([text]) => String(text)).join(''), output: Buffer.concat(printed.mock.calls.map(([bytes]) => Buffer.from(bytes))),
  };
  said.mockRestore();
  printed.mockRestore();
  return ended;
}

describe('rung ladder', () => {
  it.each([
    ['text', /^ *127\.0\.0\.1:\d+.*\n[^]*INVITE \(SDP\)[^]*200 OK/],
    ['svg', /^<svg xmlns[^]*INVITE \(SDP\)[^]*<\/svg>\n$/],
    ['png', /^\x89PNG\r\n\x1a\n[^]*IEND/],
    ['mermaid', /^sequenceDiagram\n  participant L0 as [^]*L0->>L1: INVITE/],
    ['html', /^<!doctype html>[^]*INVITE \(SDP\)[^]*<\/html>\n$/i],
    ['pcapng', /^\n\r\r\n....\x4d\x3c\x2b\x1a/],
    ['bundle', /^PK\x03\x04/],
  ])('%s has its signature', async (format, signature) => {
    const { code, stderr, output } = await ladder(CALL, '--format', format);
    expect([code, stderr]).toEqual([0, '']);
    expect(output.toString('latin1')).toMatch(signature);
  });

  it('json has the shape that scripts read', async () => {
    const { output } = await ladder(CALL, '--format', 'json');
    expect(JSON.parse(output.toString())).toMatchObject({
      dialogs: [{ method: 'INVITE', status: 200, messages: [{ seq: 1, atMs: 0, start: expect.stringMatching(/^INVITE sip:/) }, {}, {}, {}, {}, {}], streams: [{ codec: 'PCMA' }, {}] }],
    });
  });

  it('has the streams as a table and as data', async () => {
    const { code, output } = await ladder(join(CAPTURES, 'clean-events.pcap'), '--streams');
    expect(code).toBe(0);
    const [head = '', ...rows] = output.toString().trimEnd().split('\n');
    expect(head).toMatch(/^source +destination +SSRC +codec +packets +lost +mean jitter ms +max jitter ms/);
    expect(rows).toHaveLength(3);
    expect(rows.find((row) => row.includes('159#'))).toMatch(/0x7a0a6308 +PCMA +141 +0 \(0\.0%\) +6\.89\d +42\.28\d/);
    const data = await ladder(join(CAPTURES, 'clean-events.pcap'), '--streams', '--format', 'json');
    expect(JSON.parse(data.output.toString())).toHaveLength(3);
    expect((await ladder(CALL, '--streams', '--call', 'nobody')).output.toString().split('\n')).toHaveLength(2);
    expect(await ladder(CALL, '--streams', '--format', 'svg')).toMatchObject({ code: 2 });
  });

  it('writes to -o and prints nothing', async () => {
    const path = join(folder, 'call.png');
    expect(await ladder(CALL, '--format', 'png', '-o', path)).toEqual({ code: 0, stderr: '', output: Buffer.alloc(0) });
    expect(readFileSync(path).subarray(1, 4).toString()).toBe('PNG');
    expect((await ladder(CALL, '-o', join(folder, 'none', 'x'))).code).toBe(4);
  });

  it('lists the calls, and draws the one that is asked for', async () => {
    const capture = join(CAPTURES, 'attended-transfer.pcap');
    const calls = (await ladder(capture, '--list')).output.toString().trimEnd().split('\n').map((line) => line.split('  ')[0] ?? '');
    expect(calls.length).toBeGreaterThan(1);
    const wanted = calls[1] ?? '';
    const { output } = await ladder(capture, '--call', wanted, '--format', 'json');
    expect((JSON.parse(output.toString()) as { dialogs: { callId: string }[] }).dialogs.map(({ callId }) => callId)).toEqual([wanted]);
    expect(await ladder(capture, '--call', 'none')).toMatchObject({ code: 1, stderr: expect.stringContaining('--list shows them') });
  });

  it.each([['jsn', ', did you mean "json"?'], ['mermiad', ', did you mean "mermaid"?'], ['toString', 'not "toString"\n']])('has no format %s: exit 2', async (format, said) => {
    expect(await ladder(CALL, '--format', format)).toMatchObject({ code: 2, stderr: expect.stringContaining(said) });
  });

  it.each(['png', 'pcapng', 'bundle'])('%s is not written to a terminal: exit 2', async (format) => {
    const isTTY = Object.getOwnPropertyDescriptor(process.stdout, 'isTTY');
    Object.defineProperty(process.stdout, 'isTTY', { value: true, configurable: true });
    try {
      expect(await ladder(CALL, '--format', format)).toEqual({ code: 2, stderr: expect.stringContaining('-o FILE'), output: Buffer.alloc(0) });
    } finally {
      if (isTTY) Object.defineProperty(process.stdout, 'isTTY', isTTY);
      else Reflect.deleteProperty(process.stdout, 'isTTY');
    }
  });
});

describe('the picture', () => {
  const svg = (label: string): string =>
    `<svg xmlns="http://www.w3.org/2000/svg" width="200" height="40" font-family="ui-monospace, 'DejaVu Sans Mono', Menlo, monospace" font-size="12"><rect width="200" height="40" fill="#fff"/><text x="100" y="25" fill="#000" text-anchor="middle">${label}</text></svg>`;

  /** Dark pixels where the label stands, and anywhere else. */
  async function dark(label: string): Promise<[inside: number, outside: number]> {
    const { width, height, pixels } = readPng((await pngOf(svg(label), ['/no/such/font.ttf'])) ?? new Uint8Array());
    expect([width, height]).toEqual([400, 80]);
    const counts: [number, number] = [0, 0];
    for (let at = 0; at < width * height; at++) {
      const [x, y] = [at % width, Math.floor(at / width)];
      const isInside = x > 120 && x < 280 && y > 25 && y < 60;
      if ((pixels[at * 4] ?? 0) < 128) counts[isInside ? 0 : 1]++;
    }
    return counts;
  }

  it.each(['200 OK', 'Grüße', 'звонок', '↻ #2'])('shows "%s" on a machine without fonts', async (label) => {
    const [inside, outside] = await dark(label);
    expect(inside).toBeGreaterThan(100);
    expect(outside).toBe(0);
    expect(await dark('')).toEqual([0, 0]);
  });

  it('is smaller where the ladder is long, and refused where nobody could read it', async () => {
    const tall = (height: number): string => svg('').replaceAll('height="40"', `height="${height}"`);
    expect(readPng((await pngOf(tall(10_000))) ?? new Uint8Array())).toMatchObject({ width: 328, height: 16_384 });
    expect(await pngOf(tall(40_000))).toBeUndefined();
  });
});
