/* The app could not start: why, and what helps. Records are not touched. */

export function Broken({ error }) {
    return (
        <main class="empty">
            <h1>{gettext("The app could not open what this phone keeps.")}</h1>
            <p>{gettext("Nothing was deleted. Close other tabs of this app and open it again.")}</p>
            <p class="muted">{String(error.message ?? error)}</p>
            <button type="button" onClick={() => location.reload()}>
                {gettext("Try again")}
            </button>
        </main>
    );
}
