import Alerting
import Evaluators
import Periods
import Plan

/// The messages of one run, and what could not be written as asked.
public struct Composition: Sendable {
    public var messages: [OutgoingMessage] = []
    /// Sentences: a template that failed (its alert went out with a plain text), an address that is none.
    public var problems: [String] = []
}

/// Writes one message for each receiver that is told something: a digest for people, lines for the log files, an object
/// with both for plugins.
///
/// Nothing is told twice by mistake here: the same decisions always give the same messages with the same ids.
public func compose(plan: Plan, judgements: Judgements, decisions: Decisions, run: RunReference) -> Composition {
    var composer = Composer(plan: plan, judgements: judgements, decisions: decisions, run: run)
    for receiver in plan.receivers { composer.compose(receiver) }
    return composer.composition
}

private struct Composer {
    let plan: Plan
    let judgements: Judgements
    let decisions: Decisions
    let run: RunReference
    var composition = Composition()
    /// Indices into `Decisions.entries` by receiver.
    private let told: [String: [Int]]
    private var sentences: [Language: Sentences] = [:]

    init(plan: Plan, judgements: Judgements, decisions: Decisions, run: RunReference) {
        self.plan = plan
        self.judgements = judgements
        self.decisions = decisions
        self.run = run
        var told: [String: [Int]] = [:]
        for (index, entry) in decisions.entries.enumerated() where entry.decision.isTold {
            for routed in entry.routed { told[routed.receiver, default: []].append(index) }
        }
        self.told = told
    }

    mutating func compose(_ receiver: Receiver) {
        guard let indices = told[receiver.id], !indices.isEmpty else { return }
        let texts = texts(indices, language: receiver.language)
        switch receiver.channel {
        case .log(let path, let format):
            let lines = LogLines(plan: plan, judgements: judgements, run: run)
            var payload: [UInt8] = []
            for text in texts { payload += format == .text ? lines.text(text) : lines.json(text) }
            let subject = indices.count == 1 ? "1 alert" : "\(indices.count) alerts"
            add(receiver, .log, recipient: path, subject: subject, payload: payload)
        case .smtp(let mail, _):
            compose(mail, receiver: receiver, channel: .smtp, texts: texts)
        case .folder(let mail, _):
            compose(mail, receiver: receiver, channel: .folder, texts: texts)
        case .plugin(let use):
            let lines = LogLines(plan: plan, judgements: judgements, run: run)
            let digest = digest(texts, receiver.language)
            var message = JSONText()
            message.member("id", id(receiver, recipient: use.plugin))
            message.member("run", run.id)
            message.member("as_of", run.asOf.description)
            message.member("time", run.at.description)
            message.member("organisation", plan.organisation[receiver.language])
            message.member("language", receiver.language.rawValue)
            message.member("subject", digest.subject)
            message.member("text", digest.text)
            message.member("alerts", objects: texts.map { lines.json($0) })
            add(receiver, .plugin, recipient: use.plugin, subject: digest.subject, payload: message.line())
        }
    }

    private mutating func texts(_ indices: [Int], language: Language) -> [TransitionText] {
        let sentences = sentences[language] ?? Sentences(plan: plan, judgements: judgements, language: language)
        self.sentences[language] = sentences
        let texts = indices.map { sentences.text(of: decisions.entries[$0]) }
        for text in texts {
            guard let problem = text.templateProblem else { continue }
            note(
                "rule \(text.entry.row.key.rule): its text (\(language.rawValue)) failed and a plain one was used: "
                    + problem)
        }
        return texts
    }

    // MARK: Mail

    private mutating func compose(
        _ mail: Receiver.Mail, receiver: Receiver, channel: OutgoingMessage.Channel, texts: [TransitionText]
    ) {
        guard let from = address(mail.from, of: receiver) else { return }
        let to = mail.to.compactMap { address($0, of: receiver) }
        if !to.isEmpty { write(texts, from: from, to: to, receiver: receiver, channel: channel) }
        guard mail.toAccountable else { return }
        var own: [(address: MailAddress, texts: [TransitionText])] = []
        for text in texts {
            guard let email = text.accountable.email else {
                note(
                    "receiver \(receiver.id): the target \(text.entry.row.key.target) names no email of an "
                        + "accountable person, so nobody there is told")
                continue
            }
            guard let address = address(email, of: receiver) else { continue }
            if let index = own.firstIndex(where: { $0.address.address == address.address }) {
                own[index].texts.append(text)
            } else {
                own.append((address, [text]))
            }
        }
        // Whoever gets everything needs no second mail with a part of it.
        for (address, texts) in own where !to.contains(where: { $0.address == address.address }) {
            write(texts, from: from, to: [address], receiver: receiver, channel: channel)
        }
    }

    private mutating func address(_ text: String, of receiver: Receiver) -> MailAddress? {
        do {
            return try MailAddress(text)
        } catch {
            note("receiver \(receiver.id): \(error)")
            return nil
        }
    }

    private mutating func note(_ problem: String) {
        if !composition.problems.contains(problem) { composition.problems.append(problem) }
    }

    /// A folder gets one file for all recipients; SMTP one delivery for each, so that a bad address stops nobody else.
    private mutating func write(
        _ texts: [TransitionText], from: MailAddress, to: [MailAddress], receiver: Receiver,
        channel: OutgoingMessage.Channel
    ) {
        let recipients = to.map(\.address).joined(separator: ", ")
        let mail = mail(texts, from: from, to: to, receiver: receiver, recipients: recipients)
        let payload = mail.bytes()
        let envelope = channel == .smtp ? to.map(\.address) : [recipients]
        for recipient in envelope {
            add(receiver, channel, recipient: recipient, subject: mail.subject, payload: payload)
        }
    }

    private func mail(
        _ texts: [TransitionText], from: MailAddress, to: [MailAddress], receiver: Receiver, recipients: String
    ) -> MailMessage {
        let language = receiver.language
        let digest = digest(texts, language)
        let thread = hash([receiver.id, recipients, "\(run.asOf.year)"])
        return MailMessage(
            from: from, to: to, subject: digest.subject, text: digest.text, html: digest.html,
            date: LocalTime(run.at, timeZone: plan.timeZone),
            messageID: "\(id(receiver, recipient: recipients))@\(from.domain)",
            threadID: "\(run.asOf.year)-\(thread)@\(from.domain)",
            list: (plan.organisation[language], "\(receiver.id.slug).onpace.\(from.domain)"),
            language: language.rawValue)
    }

    private func digest(_ texts: [TransitionText], _ language: Language) -> Digest {
        let children = texts.map { text in
            text.entry.children.compactMap { decisions.entries[$0].unit.map { plan.units[$0].name[language] } }
        }
        return Digest(
            texts, children: children, organisation: plan.organisation[language],
            asOf: NumberText(language).day(run.asOf), runID: run.id, language: language)
    }

    // MARK: Rows

    private mutating func add(
        _ receiver: Receiver, _ channel: OutgoingMessage.Channel, recipient: String, subject: String, payload: [UInt8]
    ) {
        composition.messages.append(
            OutgoingMessage(
                id: id(receiver, recipient: recipient), runID: run.id, receiver: receiver.id, channel: channel,
                recipient: recipient, subject: subject, payload: payload))
    }

    private func id(_ receiver: Receiver, recipient: String) -> String {
        "\(run.asOf)-\(receiver.id.slug)-\(hash([run.id, receiver.id, recipient]))"
    }
}

extension String {
    /// ASCII letters, digits and hyphens, at most 40: fit for a file name and a mail header.
    fileprivate var slug: String {
        let characters = utf8.prefix(40).map { byte -> Character in
            let isWord =
                switch byte {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                    UInt8(ascii: "0")...UInt8(ascii: "9"):
                    true
                default: false
                }
            return isWord ? Character(Unicode.Scalar(byte)) : "-"
        }
        return String(characters)
    }
}
