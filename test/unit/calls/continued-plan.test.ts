import { expect, it } from 'vitest';
import { devicePlan } from '../../../src-main/calls/call-media.ts';
import { continuedPlan } from '../../../src-main/calls/continued-plan.ts';

it.each([
  ['/tmp/talk.wav', '/tmp/talk-b.wav'],
  ['/tmp/talk-b.wav', '/tmp/talk-c.wav'],
  ['/tmp/a.b/talk', '/tmp/a.b/talk-b'],
  ['talk-9.wav', 'talk-9-b.wav'],
  ['/tmp/room-b/talk.wav', '/tmp/room-b/talk-b.wav'],
])('the recording %s goes on in %s', (path, next) => {
  expect(continuedPlan({ ...devicePlan, records: [{ path, form: 'stereo' }] }).records).toEqual([{ path: next, form: 'stereo' }]);
});
