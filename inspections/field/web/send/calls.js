/* Calls to the server: what it answered, or in which way it did not. */

export class Unreachable extends Error {}
export class SignedOut extends Error {}

/* An answer that is no success, in the server's own words. */
export class Refused extends Error {
    constructor(status, problem) {
        super(problem.detail ?? String(status));
        this.status = status;
        this.problem = problem;
    }
}

/* As long as a photo may take on a thin line; a call that hangs is no better than none. */
const PATIENCE = 120_000;

export class Server {
    constructor({ api, device }) {
        this.api = api;
        this.device = device;
    }

    get(address) {
        return this.call("GET", address);
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
                headers: {
                    Accept: "application/json",
                    "X-CSRFToken": csrfToken(),
                    "X-Device": this.device,
                    ...headers,
                },
                cache: "no-store",
                redirect: "error",
                signal: AbortSignal.timeout(PATIENCE),
            });
        } catch (error) {
            throw new Unreachable(error.message);
        }
        if (answer.status === 401) throw new SignedOut();
        let content;
        try {
            content = await answer.json();
        } catch {
            // A gateway's page, or an answer that broke off: nobody knows what became of the call.
            throw new Unreachable(`${answer.status}`);
        }
        if (!answer.ok) throw new Refused(answer.status, content);
        return { status: answer.status, content };
    }
}

function csrfToken() {
    return document.cookie.match(/(?:^|; )csrftoken=([^;]+)/)?.[1] ?? "";
}
