import Mustache
import Plan

/// The digest as the two parts of a mail.
extension Digest {
    var text: String {
        var lines = [introduction]
        for group in groups {
            lines += ["", group.title.uppercased() + (group.shown.map { ", \($0)" } ?? ""), ""]
            for row in group.rows {
                lines.append("* [\(row.mark)] \(row.sentence)")
                for fact in row.facts {
                    lines.append("    " + (fact.name.isEmpty ? fact.value : "\(fact.name): \(fact.value)"))
                }
                lines.append("")
            }
        }
        lines += ["-- ", footer, ""]
        return lines.map(\.withoutLineEnds).joined(separator: "\n")
    }

    /// Mustache escapes every value, so no name or text of the plan can become markup.
    var html: String {
        guard let template = Self.template else { return "" }
        let colours: [TransitionText.Tone: String] = [.attention: "#b3261e", .good: "#1b6e3c", .record: "#5f6368"]
        return template.render([
            "language": language.rawValue, "subject": subject, "introduction": introduction, "footer": footer,
            "groups": groups.map { group -> [String: Any] in
                [
                    "title": group.title, "shown": group.shown ?? "", "colour": colours[group.tone] ?? "#5f6368",
                    "rows": group.rows.map { row -> [String: Any] in
                        [
                            "sentence": row.sentence, "mark": row.mark,
                            "facts": row.facts.map { ["name": $0.name, "value": $0.value] },
                        ]
                    },
                ]
            },
        ])
    }

    /// Styles are inline and the layout is of tables, because mail clients drop style sheets.
    private static let template = try? MustacheTemplate(
        string: """
            <!DOCTYPE html>
            <html lang="{{language}}">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <title>{{subject}}</title>
            </head>
            <body style="margin:0;padding:16px;background:#ffffff;color:#202124;\
            font:15px/1.5 -apple-system,'Segoe UI',Roboto,'Noto Sans',Arial,sans-serif">
            <div style="max-width:680px;margin:0 auto">
            <p style="margin:0 0 12px">{{introduction}}</p>
            {{#groups}}
            <h2 style="margin:20px 0 8px;font-size:17px;color:{{colour}}">{{title}}\
            <span style="font-weight:normal;color:#5f6368"> {{shown}}</span></h2>
            {{#rows}}
            <div style="margin:0 0 12px;padding:10px 12px;border:1px solid #dadce0;border-left:4px solid {{colour}};\
            border-radius:4px">
            <div style="font-weight:600">{{sentence}}</div>
            <div style="font-size:13px;color:{{colour}}">{{mark}}</div>
            <table role="presentation" style="margin-top:6px;border-collapse:collapse;font-size:14px">
            {{#facts}}
            <tr><td style="padding:1px 12px 1px 0;color:#5f6368;vertical-align:top;white-space:nowrap">{{name}}</td>\
            <td style="padding:1px 0;vertical-align:top">{{value}}</td></tr>
            {{/facts}}
            </table>
            </div>
            {{/rows}}
            {{/groups}}
            <p style="margin:20px 0 0;padding-top:8px;border-top:1px solid #dadce0;font-size:12px;color:#5f6368">\
            {{footer}}</p>
            </div>
            </body>
            </html>
            """)
}

extension String {
    /// A value that brings its own line ends must not look like another row.
    fileprivate var withoutLineEnds: String { self == "-- " ? self : oneLine }
}
