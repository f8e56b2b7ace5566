import PositionedYAML

/// `receivers:` of `onpace.yaml`.
extension PlanLoader {
    static let receiverKeys = ["log", "format", "email", "language"]

    func readReceivers(_ top: MappingReader) {
        guard let map = top.mapping("receivers") else {
            receivers = Self.defaultReceivers(languages[0])
            return
        }
        for entry in map.entries {
            brokenReceivers.insert(entry.name)
            let words = pluginWords("delivers")
            let known = Self.receiverKeys + (words.isEmpty ? [] : ["authorities"]) + words
            guard let receiver = map.mapping(entry.name, known: known, context: "a receiver") else { continue }
            let language: Language = receiver.choice("language") ?? languages[0]
            let channels = (["log", "email"] + words).filter(receiver.has)
            guard channels.count == 1 else {
                // An unknown key was reported already; it is probably the channel that was meant.
                if receiver.entries.allSatisfy({ known.contains($0.name) }) {
                    let choices =
                        words.isEmpty
                        ? "either a log or an email" : "one of log, email, " + words.joined(separator: ", ")
                    map.reader.error(
                        "receiver/channel", "a receiver has \(choices)", at: entry.key.range,
                        mend: "write log: State/alerts.log, or email: {…}")
                }
                continue
            }
            if receiver.has("authorities"), !words.contains(channels[0]) {
                map.reader.error(
                    "receiver/authorities", "a receiver by \(channels[0]) has no \"authorities\"",
                    at: receiver.entry("authorities")?.key.range,
                    mend: channels[0] == "email" ? "write it under smtp" : "remove it")
            }
            let channel: Receiver.Channel? =
                switch channels[0] {
                case "log": log(receiver)
                case "email": email(receiver)
                default: use(receiver, channels[0], verb: "delivers").map { .plugin($0) }
                }
            if let channel {
                receivers.append(Receiver(id: entry.name, language: language, channel: channel))
                brokenReceivers.remove(entry.name)
            }
        }
    }

    static func defaultReceivers(_ language: Language) -> [Receiver] {
        [
            Receiver(id: "log", language: language, channel: .log(path: "State/alerts.log", .text)),
            Receiver(id: "records", language: language, channel: .log(path: "State/alerts.jsonl", .jsonl)),
        ]
    }

    private func log(_ map: MappingReader) -> Receiver.Channel? {
        guard let path = map.string("log") else { return nil }
        let byEnding: Receiver.LogFormat = path.hasSuffix(".jsonl") ? .jsonl : .text
        return .log(path: path, map.choice("format") ?? byEnding)
    }

    private func email(_ map: MappingReader) -> Receiver.Channel? {
        guard let email = map.mapping("email", known: ["from", "to", "folder", "smtp"], context: "email") else {
            return nil
        }
        let from = email.string("from", required: true)
        var recipients: [String] = []
        var toAccountable = false
        for word in words(email, "to", required: true) ?? [] {
            if word.text == "accountable" {
                toAccountable = true
            } else if let address = address(word.text, at: word.range, map.reader) {
                recipients.append(address)
            }
        }
        if let from { _ = address(from, at: email.range("from"), map.reader) }
        guard let from else { return nil }
        let mail = Receiver.Mail(from: from, to: recipients, toAccountable: toAccountable)
        if email.has("folder") == email.has("smtp") {
            map.reader.error(
                "receiver/transport", "an email receiver has either smtp or a folder",
                at: map.entry("email")?.key.range ?? map.range("email"),
                mend: "write folder: State/outbox/board to drop .eml files, or smtp: {host: …}")
            return nil
        }
        if let path = email.string("folder") { return .folder(mail, path: path) }
        return smtp(email).map { .smtp(mail, $0) }
    }

    /// `Name <mailbox@host>` or `mailbox@host`.
    private func address(_ text: String, at range: SourceRange, _ reader: NodeReader) -> String? {
        var mailbox = text[...]
        if text.hasSuffix(">"), let open = text.lastIndex(of: "<") {
            mailbox = text[text.index(after: open)..<text.index(before: text.endIndex)]
        }
        guard Self.isAddress(String(mailbox)), text.utf8.allSatisfy({ $0 >= 0x20 && $0 != 0x7F }) else {
            reader.error(
                "plan/email", "\"\(text)\" is no mail address", at: range,
                mend: "write mailbox@host, or \"Name <mailbox@host>\"")
            return nil
        }
        return text
    }

    private func smtp(_ email: MappingReader) -> Receiver.SMTPServer? {
        guard
            let map = email.mapping(
                "smtp", known: ["host", "port", "security", "username", "password", "authorities"], context: "smtp"),
            let host = map.string("host", required: true)
        else { return nil }
        if map.has("username") != map.has("password") {
            map.reader.error(
                "receiver/credentials", "a user name and a password go together",
                at: map.range(map.has("username") ? "username" : "password"), mend: "write both, or neither")
        }
        let security: Receiver.SMTPServer.Security = map.choice("security") ?? .starttls
        let usual =
            switch security {
            case .starttls: 587
            case .tls: 465
            case .none: 25
            }
        return Receiver.SMTPServer(
            host: host, port: map.int("port", in: 1...65535) ?? usual, security: security,
            username: secret(map, "username"), password: secret(map, "password"),
            authorities: map.string("authorities"))
    }

    private func secret(_ map: MappingReader, _ key: String) -> Secret? {
        map.node(key).flatMap { secret($0, key, map.reader) }
    }

    /// A secret by reference, never its value.
    func secret(_ node: Node, _ key: String, _ reader: NodeReader) -> Secret? {
        guard let text = reader.string(node) else { return nil }
        if text.hasPrefix("env:"), text.count > 4 { return .environment(String(text.dropFirst(4))) }
        if text.hasPrefix("file:"), text.count > 5 { return .file(String(text.dropFirst(5))) }
        // The value itself is not repeated: it may be a secret.
        reader.error(
            "plan/secret", "a \(key) is never written into the plan", at: node.range,
            mend: "write env:NAME or file:PATH")
        return nil
    }
}
