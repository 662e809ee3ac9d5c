/* A button that does something for a while: it is not pressed twice meanwhile, and stays where the
   keyboard is; one that is disabled would throw it out. */

export function Doing({ busy, onClick, ...more }) {
    return (
        <button
            type="button"
            aria-disabled={busy ? "true" : undefined}
            onClick={busy ? undefined : onClick}
            {...more}
        />
    );
}
