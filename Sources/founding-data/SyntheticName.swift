/// A name that sounds like a place and is none: two syllables put together by chance, and marked as synthetic.
struct SyntheticName {
    private var first: (vietnamese: String, english: String)
    private var second: (vietnamese: String, english: String)
    private var isWard = false

    var vietnamese: String {
        "\(isWard ? "Phường" : "Xã") \(first.vietnamese) \(second.vietnamese) cũ (mô phỏng)"
    }

    var english: String {
        "former \(first.english) \(second.english) \(isWard ? "Ward" : "Commune") (synthetic)"
    }

    func ward(_ isWard: Bool) -> SyntheticName {
        var name = self
        name.isWard = isWard
        return name
    }

    private static let firsts = [
        ("An", "An"), ("Bình", "Binh"), ("Cao", "Cao"), ("Đại", "Dai"), ("Đông", "Dong"), ("Hồng", "Hong"),
        ("Kim", "Kim"), ("Liên", "Lien"), ("Minh", "Minh"), ("Nam", "Nam"), ("Ngọc", "Ngoc"), ("Phú", "Phu"),
        ("Phương", "Phuong"), ("Quang", "Quang"), ("Tân", "Tan"), ("Tây", "Tay"), ("Thanh", "Thanh"),
        ("Thượng", "Thuong"), ("Tiên", "Tien"), ("Trung", "Trung"), ("Vân", "Van"), ("Việt", "Viet"), ("Vĩnh", "Vinh"),
        ("Xuân", "Xuan"), ("Yên", "Yen"),
    ]
    private static let seconds = [
        ("Bắc", "Bac"), ("Cường", "Cuong"), ("Đức", "Duc"), ("Giang", "Giang"), ("Hải", "Hai"), ("Hiệp", "Hiep"),
        ("Hòa", "Hoa"), ("Hưng", "Hung"), ("Khê", "Khe"), ("Lâm", "Lam"), ("Lộc", "Loc"), ("Lợi", "Loi"), ("Mỹ", "My"),
        ("Nghĩa", "Nghia"), ("Phong", "Phong"), ("Quý", "Quy"), ("Sơn", "Son"), ("Tâm", "Tam"), ("Thành", "Thanh"),
        ("Thịnh", "Thinh"), ("Thủy", "Thuy"), ("Tiến", "Tien"), ("Trì", "Tri"), ("Xá", "Xa"),
    ]

    /// Every name once, in an order drawn by chance.
    static func all(using random: inout SplitMix64) -> [SyntheticName] {
        let names = firsts.flatMap { first in seconds.map { SyntheticName(first: first, second: $0) } }
        return random.shuffled(names)
    }
}
