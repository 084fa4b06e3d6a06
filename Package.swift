// swift-tools-version: 6.2
import PackageDescription

/// Settings of every Swift target: language mode 6 comes with the tools version; a warning is an error.
let strict: [SwiftSetting] = [
  .treatAllWarnings(as: .error),
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("MemberImportVisibility"),
]

let logging = Target.Dependency.product(name: "Logging", package: "swift-log")
let deque = Target.Dependency.product(name: "DequeModule", package: "swift-collections")

/// All plugins. A new one: copy a folder under `Plugins/`, add its name here and to `Sources/junctor/Plugins.swift`.
let plugins = ["Console", "Demo", "File", "Metrics"]

/// A plugin's module and its tests; every plugin has the same shape and sees the core only.
func targets(ofPlugin name: String) -> [Target] {
  [
    .target(
      name: "\(name)Plugin", dependencies: ["ConfigSchema", "RouterCore", logging], path: "Plugins/\(name)/Sources",
      swiftSettings: strict),
    .testTarget(
      name: "\(name)PluginTests", dependencies: [.target(name: "\(name)Plugin"), "TestSupport"],
      path: "Plugins/\(name)/Tests", swiftSettings: strict),
  ]
}

let package = Package(
  name: "junctor",
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.0"),
    .package(url: "https://github.com/apple/swift-collections", from: "1.6.0"),
    .package(url: "https://github.com/apple/swift-crypto", from: "4.5.0"),
    .package(url: "https://github.com/apple/swift-http-types", from: "1.8.0"),
    .package(url: "https://github.com/apple/swift-log", from: "1.16.0"),
    .package(url: "https://github.com/apple/swift-nio", from: "2.101.0"),
    .package(url: "https://github.com/apple/swift-nio-extras", from: "1.35.0"),
    .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.0"),
    .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
    .package(url: "https://github.com/vapor/jwt-kit", from: "5.7.0"),
  ],
  targets: [
    .target(name: "ConfigSchema", swiftSettings: strict),
    .target(name: "RouterCore", dependencies: ["ConfigSchema", logging, deque], swiftSettings: strict),
    .target(name: "RouterStages", dependencies: ["ConfigSchema", "RouterCore", deque], swiftSettings: strict),
    .systemLibrary(name: "CYaml", pkgConfig: "yaml-0.1", providers: [.apt(["libyaml-dev"])]),
    .target(name: "RouterConfig", dependencies: ["CYaml", "ConfigSchema", "RouterCore"], swiftSettings: strict),
    .target(
      name: "RouterGateway",
      dependencies: [
        "ConfigSchema", "RouterCore", logging,
        .product(name: "Crypto", package: "swift-crypto"),
        .product(name: "HTTPTypes", package: "swift-http-types"),
        .product(name: "Hummingbird", package: "hummingbird"),
        .product(name: "HummingbirdCore", package: "hummingbird"),
        .product(name: "JWTKit", package: "jwt-kit"),
        .product(name: "NIOCore", package: "swift-nio"),
        .product(name: "NIOHTTP1", package: "swift-nio"),
        .product(name: "NIOHTTPTypes", package: "swift-nio-extras"),
        .product(name: "NIOHTTPTypesHTTP1", package: "swift-nio-extras"),
        .product(name: "NIOPosix", package: "swift-nio"),
        .product(name: "NIOWebSocket", package: "swift-nio"),
        .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
      ],
      swiftSettings: strict),
  ]
)
