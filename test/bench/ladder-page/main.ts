/** A ladder of `?messages=N` alone in the page, or `?empty=N`: the same list with nothing in its rows. */
import { createPinia } from 'pinia';
import { computed, createApp, defineComponent, h, ref } from 'vue';
import '../../../src-renderer/styles/tokens.css';
import '../../../src-renderer/styles/base.css';
import '../../../src-renderer/styles/controls.css';
import '../../../src-renderer/styles/tones.css';
import { coreKey, createCore } from '../../../src-renderer/bridge/core.ts';
import CallAnatomy from '../../../src-renderer/components/CallAnatomy.vue';
import { createRungI18n } from '../../../src-renderer/i18n/i18n.ts';
import { useRowWindow } from '../../../src-renderer/lib/use-row-window.ts';
import { createFakeBridge } from '../../fakes/fake-bridge.ts';
import { longTrace } from './messages.ts';

const query = new URLSearchParams(location.search);
document.documentElement.dataset['theme'] = query.get('theme') ?? 'light';

const EmptyList = defineComponent({
  props: { count: { type: Number, required: true } },
  setup(props) {
    const scroller = ref<HTMLElement>();
    const tops = computed(() => Float64Array.from({ length: props.count + 1 }, (_, index) => index * 32));
    const { rows } = useRowWindow(scroller, tops, 0);
    return () => h('div', { ref: scroller, class: 'scroller', style: 'height: 100vh; overflow: auto' }, [
      h('div', { style: `position: relative; height: ${props.count * 32}px` }, rows.value.map(({ slot, index }) =>
        h('div', { key: slot, style: `position: absolute; width: 100%; height: 32px; transform: translateY(${index * 32}px)` }))),
    ]);
  },
});

const empty = Number(query.get('empty') ?? 0);
const trace = longTrace(Number(query.get('messages') ?? 100));
const app = createApp(() => h('div', { style: 'height: 100vh' }, [empty > 0 ? h(EmptyList, { count: empty }) : h(CallAnatomy, { ...trace, name: 'bench' })]));
app.use(createPinia()).use(createRungI18n(query.get('lang') === 'de' ? 'de' : 'en')).provide(coreKey, createCore(createFakeBridge().bridge)).mount('#app');
document.body.append(Object.assign(document.createElement('aside'), { id: 'overlays' }));
