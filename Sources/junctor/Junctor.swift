@main struct Junctor { static func main() {} }
