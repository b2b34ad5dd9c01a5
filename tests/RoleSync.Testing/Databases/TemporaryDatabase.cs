namespace RoleSync.Testing.Databases;

/// <summary>A SQLite file that nobody else uses, deleted at the end.</summary>
public sealed class TemporaryDatabase : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("rolesync-test-").FullName;

    public string File => Path.Combine(_folder, "runs.db");

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
