import ArgumentParser
import RouterConfig
import RouterCore

/// The config file argument that most commands share.
struct ConfigArgument: ParsableArguments {
  @Argument(help: "The config file. Without one, the embedded development config is used.", completion: .file())
  var config: String?

  static func load(_ path: String?, _ registry: Registry) -> LoadedConfig {
    let file =
      path.map { ConfigFile.load($0) }
      ?? ConfigFile.parse(PackageResources.junctor_yaml, file: "(embedded)", substituting: .process)
    return LoadedConfig(file, registry: registry)
  }

  /// Loads a config that must be right: prints what is wrong and ends the process if it is not.
  func require(_ registry: Registry) throws -> (config: JunctorConfig, deployment: Deployment, catalogue: Catalogue) {
    let loaded = Self.load(config, registry)
    StandardError.write(loaded.text)
    guard let result = loaded.result else { throw ExitCode(1) }
    return result
  }
}
