import type { ComponentChildren } from 'preact';
import { addressOf } from '../../../session/address.ts';
import { config } from '../../../session/session.ts';

/** A link to another view, with the configuration that is in the address now. */
export function ViewLink({ id, children }: { readonly id: string; readonly children: ComponentChildren }) {
  return <a href={addressOf({ config: config.value, view: id })}>{children}</a>;
}
