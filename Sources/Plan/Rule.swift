import CEL

/// When to speak: a condition over assessments that raises an alert.
public struct Rule: Sendable {
    public var id: String
    /// Boolean over the variables of `AssessmentVariables`.
    public var when: Program
    /// What ends a firing alert; nil = the negation of `when`.
    public var until: Program?
    /// Raises at once, without waiting for `runs`; nil = never.
    public var atOnce: Program?
    /// Consecutive runs for which `when` must hold before the alert fires, at least 1.
    public var runs: Int
    /// A word, or an expression that gives one.
    public var severity: Severity
    /// Whether the alert is good news.
    public var isGood: Bool
    /// Mustache text for people, by language; nil = the shipped sentence.
    public var says: LocalText?
    /// Labels that routes match on, beside `rule`, `severity`, `target`, `unit`, `level`, `state` and the target's labels.
    public var labels: [String: String]

    public enum Severity: Sendable {
        case word(String)
        case expression(Program)
    }

    public init(
        id: String, when: Program, until: Program? = nil, atOnce: Program? = nil, runs: Int = 1,
        severity: Severity = .word("warning"), isGood: Bool = false, says: LocalText? = nil,
        labels: [String: String] = [:]
    ) {
        self.id = id
        self.when = when
        self.until = until
        self.atOnce = atOnce
        self.runs = runs
        self.severity = severity
        self.isGood = isGood
        self.says = says
        self.labels = labels
    }
}

/// To whom: the first route whose labels all match gives the receivers, unless it continues.
public struct Route: Sendable, Hashable {
    /// Label → accepted values; empty matches everything.
    public var match: [String: [String]]
    /// Receiver ids.
    public var to: [String]
    /// Whether later routes are tried as well.
    public var continues: Bool

    public init(match: [String: [String]] = [:], to: [String], continues: Bool = false) {
        self.match = match
        self.to = to
        self.continues = continues
    }
}

/// Where a message can go.
public struct Receiver: Sendable, Hashable {
    public var id: String
    public var language: Language
    public var channel: Channel

    public enum Channel: Sendable, Hashable {
        /// A text or JSON Lines file, relative to the workspace.
        case log(path: String, LogFormat)
        /// Mail through an SMTP server.
        case smtp(Mail, SMTPServer)
        /// Mail dropped as `.eml` files into a folder, relative to the workspace.
        case folder(Mail, path: String)
        /// Whatever a plugin reaches.
        case plugin(PluginUse)
    }

    public enum LogFormat: String, Sendable, CaseIterable {
        case text, jsonl
    }

    public struct Mail: Sendable, Hashable {
        public var from: String
        public var to: [String]
        /// Also one message to each accountable person, holding only their own targets.
        public var toAccountable: Bool

        public init(from: String, to: [String], toAccountable: Bool = false) {
            self.from = from
            self.to = to
            self.toAccountable = toAccountable
        }
    }

    public struct SMTPServer: Sendable, Hashable {
        public var host: String
        public var port: Int
        public var security: Security
        public var username: Secret?
        public var password: Secret?
        /// A PEM file of certificate authorities to trust beside the system's; nil = the system's.
        public var authorities: String?

        public enum Security: String, Sendable, CaseIterable {
            /// STARTTLS required (port 587 by default).
            case starttls
            /// TLS from the first byte (port 465 by default).
            case tls
            /// Plain text; only for a server on the same machine or a trusted network.
            case none
        }

        public init(
            host: String, port: Int, security: Security, username: Secret? = nil, password: Secret? = nil,
            authorities: String? = nil
        ) {
            self.host = host
            self.port = port
            self.security = security
            self.username = username
            self.password = password
            self.authorities = authorities
        }
    }

    public init(id: String, language: Language, channel: Channel) {
        self.id = id
        self.language = language
        self.channel = channel
    }
}

/// A secret by reference; the plan never holds its value.
public enum Secret: Sendable, Hashable {
    /// `env:NAME`
    case environment(String)
    /// `file:PATH`, relative to the workspace
    case file(String)
}
