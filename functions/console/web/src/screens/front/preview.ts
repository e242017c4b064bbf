import { css, html, nothing } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { repeat } from 'lit/directives/repeat.js';
import type { Feed } from '../../../client/index.js';
import { t } from '../../i18n/index.js';
import { LrElement } from '../../lib/element.js';
import { clock, ago } from '../../lib/time.js';
import { base } from '../../style/base.js';
import '../../widgets/cover.js';
import { icon } from '../../widgets/icon.js';
import { loading } from '../../widgets/states.js';

type Card = { id: string; title: string; cover: string | null; who: string; avatar: string | null; about: string; live: boolean; rank: number | null };

/** The front page as an app might show it, from what viewers get. */
@customElement('lr-front-preview')
export class FrontPreview extends LrElement {
  static override styles = [
    base,
    css`
      :host {
        position: sticky;
        top: var(--s4);
      }
      .head {
        display: flex;
        align-items: center;
        gap: var(--s2);
        padding: var(--s2) var(--s3) 0 var(--s4);
      }
      .lead {
        padding: 0 var(--s4) var(--s3);
      }
      .device {
        max-height: calc(100dvh - 190px);
        padding: var(--s3);
        border-top: 1px solid var(--line);
        background: var(--bg);
        border-radius: 0 0 var(--radius-large) var(--radius-large);
        overflow: auto;
      }
      ol {
        display: grid;
        grid-template-columns: repeat(auto-fill, minmax(150px, 1fr));
        gap: var(--s3);
      }
      .phone ol {
        grid-template-columns: minmax(0, 1fr);
        max-width: 320px;
        margin: 0 auto;
      }
      .on {
        position: relative;
        display: block;
        margin-bottom: var(--s1);
      }
      .on > .badge {
        position: absolute;
        inset: auto var(--s1) var(--s1) auto;
        background: rgb(0 0 0 / 75%);
        color: #fff;
      }
      .on > .badge.live {
        inset: var(--s1) auto auto var(--s1);
        background: #b8261a;
      }
      .on > .star {
        position: absolute;
        inset: var(--s1) var(--s1) auto auto;
        display: grid;
        place-items: center;
        width: 22px;
        height: 22px;
        border-radius: 50%;
        background: rgb(0 0 0 / 75%);
        color: #ffd479;
      }
      .star .icon {
        width: 14px;
        height: 14px;
      }
      .title {
        display: -webkit-box;
        overflow: hidden;
        font-weight: 500;
        overflow-wrap: anywhere;
        -webkit-box-orient: vertical;
        -webkit-line-clamp: 2;
      }
      .who {
        display: flex;
        align-items: center;
        gap: 6px;
      }
      .who lr-cover {
        flex: none;
        width: 20px;
        aspect-ratio: 1;
        border-radius: 50%;
      }
      @media (max-width: 560px) {
        .head button {
          display: none;
        }
      }
      @media (max-width: 960px) {
        :host {
          position: static;
        }
        .device {
          max-height: none;
        }
      }
    `,
  ];

  @property({ attribute: false }) feed: Feed | null = null;
  @property({ type: Boolean }) dirty = false;
  @property({ type: Number }) shown = 20;
  @state() private phone = false;

  override render() {
    const toggle = (phone: boolean, label: string) =>
      html`<button class="plain small" aria-pressed=${this.phone === phone} @click=${() => (this.phone = phone)}>${label}</button>`;
    return html`<section class="panel" aria-labelledby="preview" data-test="front-preview">
      <div class="head">
        <h2 id="preview" class="grow">${t('front.preview')}</h2>
        ${toggle(false, t('front.desktop'))}${toggle(true, t('front.phone'))}
      </div>
      <p class="lead small muted">${this.dirty ? t('front.preview_saved') : t('front.preview_lead', { n: this.shown })}</p>
      <div class="device ${this.phone ? 'phone' : ''}" tabindex="0" role="group" aria-labelledby="preview">${this.#cards()}</div>
    </section>`;
  }

  #cards() {
    if (this.feed === null) return loading(6);
    const all = cards(this.feed);
    if (all.length === 0) return html`<p class="muted">${t('front.preview_none')}</p>`;
    return html`<ol>
      ${repeat(all, (one) => one.id, (one) => html`<li data-test="preview-item" data-id=${one.id}>
        <span class="on">
          <lr-cover .src=${one.cover}></lr-cover>
          <span class="badge bare ${one.live ? 'live' : ''}">${one.live ? t('words.live') : one.about}</span>
          ${one.rank === null ? nothing : html`<span class="star" title=${t('words.featured', { rank: one.rank })}>${icon('star', true)}</span>`}
        </span>
        <span class="title">${one.title}</span>
        <span class="who small muted">${one.avatar ? html`<lr-cover .src=${one.avatar}></lr-cover>` : nothing}<span class="cut">${one.who}</span></span>
      </li>`)}
    </ol>`;
  }
}

function cards({ live, replays }: Feed): Card[] {
  const who = ({ channel, stream }: Feed['live'][number]) => channel?.name ?? stream.stream_id;
  return [
    ...live.map((one) => ({
      ...{ id: one.id, title: one.title, cover: one.cover_url, avatar: one.channel?.avatar_url ?? null },
      ...{ who: who(one), about: '', live: true, rank: null },
    })),
    ...replays.map((one) => ({
      ...{ id: one.id, title: one.title, cover: one.cover_url, avatar: one.channel?.avatar_url ?? null },
      ...{ who: `${who(one)} · ${ago(one.started_at)}`, about: clock(one.duration), live: false, rank: one.featured_rank },
    })),
  ];
}
