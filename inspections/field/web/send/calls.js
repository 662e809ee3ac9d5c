/* Calls to the server: what it answered, or in which way it did not. */

/* No answer, or none of the server's: nobody knows what became of the call. */
export class Unreachable extends Error {
    constructor(message, status = 0) {
        super(message);
        this.status = status;
    }
}

/* Nobody is signed in any more, or (`code`) somebody else than whose records these are. */
export class SignedOut extends Error {
    constructor(problem = {}) {
        super(problem.detail ?? "");
        this.code = problem.code;
    }
}

/* An answer that is no success, in the server's own words. */
export class Refused extends Error {
    constructor(status, problem, retryAfter = null) {
        super(problem.detail ?? String(status));
        this.status = status;
        this.problem = problem;
        this.retryAfter = retryAfter;
    }
}

/* As long as a photo may take on a thin line; a call that hangs is no better than none. */
const PATIENCE = 120_000;

export class Server {
    constructor({ api, device, seal, onClock = null }) {
        this.api = api;
        this.device = device;
        // By this the server knows again what only this phone can say (send/orders.js).
        this.seal = seal;
        // Told by how much the office's clock is ahead of the phone's, with every answer.
        this.onClock = onClock;
        // Whose records are sent, and how many wait: the server refuses anybody else's session.
        this.person = null;
        this.unsent = null;
    }

    /* The same phone, whoever is signed in. */
    get anyone() {
        return new Server(this);
    }

    get(address, headers) {
        return this.call("GET", address, { headers });
    }

    put(address, body, type = "application/json") {
        return this.call("PUT", address, { body, headers: { "Content-Type": type } });
    }

    post(address, content) {
        const headers = { "Content-Type": "application/json" };
        return this.call("POST", address, { body: JSON.stringify(content), headers });
    }

    async call(method, address, { body, headers = {} } = {}) {
        let answer;
        try {
            answer = await fetch(this.api + address, {
                method,
                body,
                headers: { ...(await this.#about()), ...headers },
                cache: "no-store",
                redirect: "error",
                signal: AbortSignal.timeout(PATIENCE),
            });
        } catch (error) {
            throw new Unreachable(error.message);
        }
        this.#readClock(answer);
        // Not modified: what the phone has is what there is.
        if (answer.status === 304) return { status: 304, content: null };
        let content;
        try {
            content = await answer.json();
        } catch {
            if (answer.status === 401) throw new SignedOut();
            // A gateway's page, or an answer that broke off.
            throw new Unreachable(`${answer.status}`, answer.status);
        }
        if (isSignedOut(answer.status, content)) throw new SignedOut(content);
        if (!answer.ok) {
            throw new Refused(answer.status, content, answer.headers.get("Retry-After"));
        }
        return { status: answer.status, content };
    }

    /* By a header of our own: `Date` is of whole seconds, is set by whatever gateway or sign-in page
       of a café answers in the office's place, and a cache hands it on as it was. This one only our
       API sets, at the moment of the answer; and no answer of the API is ever kept in a cache. */
    #readClock(answer) {
        const ahead = Date.parse(answer.headers.get("X-Now")) - Date.now();
        if (Number.isFinite(ahead)) this.onClock?.(ahead);
    }

    async #about() {
        const about = {
            Accept: "application/json",
            "X-CSRFToken": await csrfToken(),
            "X-Device": this.device,
            "X-Device-Seal": this.seal,
        };
        if (this.person !== null) about["X-Person"] = String(this.person);
        if (this.unsent !== null) about["X-Unsent"] = String(this.unsent);
        return about;
    }
}

/* A missing cookie against forgery goes with the sign-in, and comes back with it. */
function isSignedOut(status, content) {
    return status === 401 || (status === 403 && /^CSRF /.test(content.detail ?? ""));
}

/* A service worker has no document. */
export async function csrfToken() {
    if (self.document) return document.cookie.match(/(?:^|; )csrftoken=([^;]+)/)?.[1] ?? "";
    return (await self.cookieStore?.get("csrftoken"))?.value ?? "";
}
