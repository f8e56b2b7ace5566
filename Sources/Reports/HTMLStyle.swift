import Evaluators

/// The page's style sheet. Colours are named by what they mean; each pair of text and ground keeps a contrast of
/// 4.5 : 1.
enum HTMLStyle {
    /// A theme's colours by name: text on ground.
    struct Theme {
        var name: String
        var pairs: [(name: String, text: String, ground: String)]
        var marks: [(name: String, colour: String)]

        var declarations: String {
            pairs.map { "--\($0.name):\($0.text);--\($0.name)-bg:\($0.ground);" }.joined()
                + marks.map { "--\($0.name):\($0.colour);" }.joined()
        }
    }

    static let light = Theme(
        name: "light",
        pairs: [
            ("ink", "#1a1f26", "#ffffff"), ("soft", "#4d5763", "#ffffff"), ("good", "#0a4a8f", "#dcebfb"),
            ("calm", "#1a1f26", "#eff5fb"), ("concern", "#853f00", "#fdebd7"), ("alarm", "#5c2500", "#f8c795"),
            ("quiet", "#4d5763", "#eef0f3"),
        ],
        marks: [
            ("line", "#c9d0d8"), ("band1", "#e6eaee"), ("band2", "#cdd4db"), ("band3", "#aeb8c2"), ("bar", "#0a4a8f"),
        ])

    static let dark = Theme(
        name: "dark",
        pairs: [
            ("ink", "#e8ebef", "#14181d"), ("soft", "#a9b3be", "#14181d"), ("good", "#a5d0ff", "#12324f"),
            ("calm", "#e8ebef", "#1c2630"), ("concern", "#ffc08a", "#43290f"), ("alarm", "#ffe0c2", "#7a3d05"),
            ("quiet", "#a9b3be", "#20262d"),
        ],
        marks: [
            ("line", "#3a434d"), ("band1", "#252c34"), ("band2", "#38424d"), ("band3", "#55616e"), ("bar", "#7db8f5"),
        ])

    static let sheet = HTML(
        trusted: """
            :root{\(light.declarations)}
            @media screen and (prefers-color-scheme:dark){:root{\(dark.declarations)}}
            \(rules)

            """)

    private static let rules = """
        *{box-sizing:border-box}
        body{margin:0 auto;max-width:1240px;padding:24px 20px;background:var(--ink-bg);color:var(--ink);
            font:16px/1.45 system-ui,"Segoe UI",Roboto,"Noto Sans",Arial,sans-serif}
        h1{font-size:1.55rem;line-height:1.2;margin:0}
        h2{font-size:1.15rem;margin:32px 0 8px}
        p{margin:4px 0}
        small{display:block;font-weight:400;font-size:.8125rem;color:var(--soft)}
        i{font-style:normal}
        .org{font-weight:600;color:var(--soft)}
        .known,.data,footer{color:var(--soft);font-size:.875rem}
        .data{margin-top:8px}
        .headline{font-size:1.35rem;line-height:1.3;margin:20px 0 4px}
        .sentence{max-width:95ch}
        .skip{position:absolute;left:-999px}
        .skip:focus{left:20px;top:8px;background:var(--ink-bg);color:var(--good);padding:8px}
        .hide{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}
        .tiles{list-style:none;display:grid;grid-template-columns:repeat(auto-fit,minmax(150px,1fr));gap:8px;
            padding:0;margin:14px 0}
        .tiles li{padding:8px 12px;border-radius:6px}
        .tiles b{font-size:1.5rem;margin:0 .2em}
        .tiles span{display:block;font-size:.875rem}
        .good{color:var(--good);background:var(--good-bg)}
        .calm{color:var(--calm);background:var(--calm-bg)}
        .concern{color:var(--concern);background:var(--concern-bg)}
        .alarm{color:var(--alarm);background:var(--alarm-bg)}
        .quiet{color:var(--quiet);background:var(--quiet-bg)}
        .s{display:inline-block;padding:1px 7px;border-radius:4px;font-weight:600;white-space:nowrap;
            font-size:.875rem}
        .changes{padding-left:20px}
        .virtues{font-size:.875rem}
        .virtues :is(td,thead th):not(:first-child,:last-child),.virtues td:nth-of-type(1){text-align:right}
        .changes li{margin:5px 0}
        table{border-collapse:collapse;width:100%}
        caption{text-align:left;color:var(--soft);font-size:.875rem;padding-bottom:6px}
        th,td{text-align:left;vertical-align:top;padding:7px 8px;border-bottom:1px solid var(--line)}
        thead th{font-size:.8125rem;color:var(--soft);vertical-align:bottom;background:var(--ink-bg)}
        .targets tbody th{min-width:190px}
        .n{font-variant-numeric:tabular-nums}
        .targets .n{white-space:nowrap}
        .targets td:nth-of-type(6){white-space:normal}
        .c svg{width:190px;height:22px;display:block}
        .u span{white-space:nowrap;border-radius:3px;padding:0 3px;font-size:.8125rem}
        .k1{fill:var(--band1)}
        .k2{fill:var(--band2)}
        .k3{fill:var(--band3)}
        .v{fill:var(--bar)}
        .t,.w{stroke:var(--ink);stroke-width:2.5;fill:none}
        .w{stroke:var(--bar);stroke-width:1.5}
        .d{fill:var(--ink);stroke:var(--ink-bg);stroke-width:1.5}
        .support{display:grid;grid-template-columns:repeat(auto-fit,minmax(300px,1fr));gap:16px 28px;align-items:start}
        .support caption b{color:var(--ink);font-size:1rem}
        .support th,.support td{padding:3px 6px;font-size:.875rem}
        .support th{font-weight:400}
        .support td:nth-of-type(1){white-space:nowrap;text-align:right}
        .bar{width:34%}
        .bar span{display:block;height:9px;margin-top:5px;background:var(--concern)}
        .scroll{overflow:auto;max-height:88vh}
        .scroll:focus-visible{outline:2px solid var(--good)}
        .matrix{font-size:.8125rem;line-height:1.3}
        .matrix thead th{position:sticky;top:0;z-index:1;font-size:.75rem}
        .matrix tbody th{font-weight:600;min-width:110px}
        .matrix td{border:1px solid var(--ink-bg);padding:4px 6px;min-width:92px}
        .matrix b{display:block}
        .legend ul{list-style:none;display:flex;flex-wrap:wrap;gap:6px 10px;padding:0}
        .legend p{max-width:85ch;font-size:.875rem}
        footer{margin-top:32px;border-top:1px solid var(--line);padding-top:12px}
        dl{display:flex;flex-wrap:wrap;gap:4px 24px;margin:0}
        dl div{display:flex;gap:6px}
        dt::after{content:":"}
        dd{margin:0;font-family:ui-monospace,monospace;overflow-wrap:anywhere}
        @media screen and (max-width:1200px){
            .targets td.n,.targets .s{white-space:normal}
            .c svg{width:130px}
            .targets tbody th{min-width:130px}
            .tiles{grid-template-columns:repeat(5,1fr)}
        }
        @media screen and (max-width:860px){
            body{padding:16px 12px}
            h1{font-size:1.3rem}
            .headline{font-size:1.2rem}
            .tiles{grid-template-columns:minmax(0,1fr);gap:4px}
            .tiles li{padding:4px 10px}
            .tiles span{display:inline}
            .tiles b{font-size:1.15rem}
            :is(.targets,.matrix,.alerts,.virtues),:is(.targets,.matrix,.alerts,.virtues) :is(caption,tbody,tr,th,td){display:block}
            :is(.targets,.matrix,.alerts,.virtues) thead{position:absolute;width:1px;height:1px;overflow:hidden;
                clip-path:inset(50%)}
            :is(.targets,.matrix,.alerts,.virtues) tr{border:1px solid var(--line);border-radius:6px;margin:10px 0;
                padding:6px 8px}
            :is(.targets,.matrix,.alerts,.virtues) tr>*{border:0;padding:4px 2px}
            :is(.targets,.alerts,.virtues) td,.targets td.n{display:grid;grid-template-columns:minmax(0,42%) minmax(0,1fr);
                column-gap:8px;white-space:normal}
            :is(.targets,.alerts,.virtues) td>*{grid-column:2;justify-self:start}
            .matrix td{display:block;padding:5px 6px;margin:2px 0;border-radius:4px}
            .matrix td::before{display:block}
            .matrix b{display:inline}
            :is(.targets,.matrix,.alerts,.virtues) td::before{grid-column:1;grid-row:1;font-size:.8125rem;color:inherit}
            .targets .u{display:block}
            .targets .u::before{display:block}
            .c svg{width:100%;max-width:190px}
            .scroll{max-height:none;overflow:visible}
            .support{grid-template-columns:minmax(0,1fr)}
        }
        @page{size:A4;margin:13mm 11mm 14mm;@bottom-right{content:counter(page) " / " counter(pages);
            font:8pt sans-serif}}
        @page wide{size:A4 landscape}
        @media print{
            body{font-size:9pt;max-width:none;padding:0;-webkit-print-color-adjust:exact;print-color-adjust:exact}
            h1{font-size:15pt}
            h2{font-size:11.5pt;margin:12pt 0 3pt;break-after:avoid}
            .headline{font-size:13pt;margin:8pt 0 2pt}
            .skip{display:none}
            th,td{padding:3pt 4pt}
            small,.support caption,caption,.s,.known,.data,footer,.legend p{font-size:8pt}
            .tiles{gap:4pt;margin:6pt 0}
            .tiles{grid-template-columns:repeat(5,1fr)}
            .tiles li{padding:3pt 6pt}
            .tiles b{font-size:13pt}
            .tiles span{font-size:8pt}
            .targets{font-size:8pt}
            .targets tbody th{min-width:0;width:23%}
            .targets thead th{font-size:7pt}
            .targets .n{white-space:normal}
            .s{white-space:normal;padding:0 3pt}
            .c svg{width:88pt;height:auto}
            .u span{font-size:7pt}
            tr,li,.support table{break-inside:avoid}
            thead{display:table-header-group}
            .virtues{font-size:7.5pt}
            .changes,.sentence{font-size:8.5pt;max-width:none}
            .changes li{margin:1.5pt 0}
            .tiles li{break-inside:avoid}
            .support{grid-template-columns:repeat(3,1fr);gap:6pt 14pt}
            .support th,.support td{font-size:8pt;padding:1pt 3pt}
            .support caption b{font-size:8.5pt}
            .bar span{height:6pt;margin-top:3pt}
            .wide{page:wide}
            .scroll{max-height:none;overflow:visible}
            .matrix{font-size:7pt}
            .matrix thead th{position:static;font-size:7pt}
            .matrix td{min-width:0;padding:1.5pt 3pt}
            .matrix tbody th{min-width:0;padding:1.5pt 3pt}
            .matrix b{display:inline}
        }
        """
}

extension Status.Tone {
    var className: String { "\(self)" }
}
