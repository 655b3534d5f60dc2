/** Talks as long as a key or button is held; a short stroke latches, the next one ends it. */
import { onScopeDispose, ref } from 'vue';
import type { Ref } from 'vue';

export interface PushToTalk {
  isHeld: Ref<boolean>;
  press(): void;
  release(): void;
}

/** Shorter than this it is a stroke, no holding. */
const STROKE_MS = 350;

/** `isTalking`: as the core says. `talk`: asks for it. */
export function usePushToTalk(isTalking: () => boolean, talk: (on: boolean) => void): PushToTalk {
  const isHeld = ref(false);
  let pressedAtMs = 0;
  let wasTalking = false;

  function press(): void {
    if (isHeld.value) return;
    isHeld.value = true;
    pressedAtMs = performance.now();
    wasTalking = isTalking();
    if (!wasTalking) talk(true);
  }

  function release(): void {
    if (!isHeld.value) return;
    isHeld.value = false;
    const isStroke = performance.now() - pressedAtMs < STROKE_MS;
    if (!isStroke || wasTalking) talk(false);
  }

  onScopeDispose(release);
  return { isHeld, press, release };
}
