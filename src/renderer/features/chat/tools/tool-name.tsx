// The name of a tool, which has no spaces: where it is too long for its line it goes on after one of its signs, and within a word only
// where a word alone is too long.
import { Fragment, type ReactNode } from 'react';

const afterSign = /(?<=[_.:/-])(?=[^_.:/-])/;

export function ToolName({ name }: { readonly name: string }): ReactNode {
  return name.split(afterSign).map((part, index) => (
    <Fragment key={index}>
      {index === 0 ? null : <wbr />}
      {part}
    </Fragment>
  ));
}
