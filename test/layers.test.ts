/** The map of the house (README, docs/architecture.md) holds: who may import whom, and no cycles. */
import { spawnSync } from 'node:child_process';
import { cruise } from 'dependency-cruiser';
import type { ICruiseResult, IFlattenedRuleSet } from 'dependency-cruiser';
import { describe, expect, it } from 'vitest';

const PROTOCOL_ROOMS = '^src-main/(sip|sdp|sap|rtp|media|stun|ice|events|guard)/';
const ENGINE = '^src-main/media/engine/';

const ruleSet: IFlattenedRuleSet = {
  forbidden: [
    { name: 'no-cycles', severity: 'error', from: {}, to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } } },
    { name: 'shared-imports-zod-only', severity: 'error', from: { path: '^src-shared/' }, to: { pathNot: '^(src-shared/|node_modules/zod/)' } },
    { name: 'renderer-imports-shared-only', severity: 'error', from: { path: '^src-renderer/' }, to: { path: '^src-main/' } },
    { name: 'main-never-imports-renderer', severity: 'error', from: { path: '^src-main/' }, to: { path: '^src-renderer/' } },
    {
      name: 'protocol-rooms-see-no-node',
      severity: 'error',
      from: { path: PROTOCOL_ROOMS, pathNot: ENGINE },
      to: { dependencyTypes: ['core'], pathNot: '^(node:)?crypto$' },
    },
    {
      name: 'protocol-rooms-import-downward',
      severity: 'error',
      from: { path: PROTOCOL_ROOMS, pathNot: ENGINE },
      to: { path: '^src-main/(net|store|calls|chat|contacts|sessions|trace|lab|hosts)/|^src-main/softphone' },
    },
    {
      name: 'net-and-store-implement-ports',
      severity: 'error',
      from: { path: '^src-main/(net|store)/' },
      to: { path: '^src-main/(?!ports|net/|store/)' },
    },
    {
      name: 'only-hosts-know-the-composition-root',
      severity: 'error',
      from: { path: '^src-main/', pathNot: '^src-main/(hosts/|softphone)' },
      to: { path: '^src-main/(softphone|hosts/)' },
    },
    { name: 'electron-stays-in-its-host', severity: 'error', from: { path: '^src-', pathNot: '^src-main/hosts/electron/' }, to: { path: '^(node_modules/)?electron(/|$)' } },
    { name: 'nothing-imports-tests', severity: 'error', from: { path: '^src-' }, to: { path: '^test/' } },
  ],
};

describe('the layers', () => {
  it('are kept', { timeout: 60_000 }, async () => {
    const result = await cruise(
      ['src-main', 'src-shared', 'src-renderer'],
      {
        ruleSet,
        validate: true,
        tsPreCompilationDeps: true,
        doNotFollow: { path: 'node_modules' },
        enhancedResolveOptions: { extensions: ['.ts', '.vue', '.js'], exportsFields: ['exports'], conditionNames: ['import', 'default'] },
      },
      {},
      { tsConfig: undefined },
    );
    const { summary } = result.output as ICruiseResult;
    expect(summary.totalCruised).toBeGreaterThan(50);
    expect(summary.violations.map(({ rule, from, to }) => `${rule.name}: ${from} -> ${to}`)).toEqual([]);
  });
});

/** A link of that name in a commit makes git empty the folder that it finds in its place, in every worktree that shares it. */
it('node_modules is not in the repository', () => {
  expect(spawnSync('git', ['ls-files', 'node_modules'], { encoding: 'utf8' }).stdout).toBe('');
});
