using System.Diagnostics;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using RoleSync.Storage;
using RoleSync.Storage.Databases;

namespace RoleSync.Tests.Storage;

/// <summary>A SQLite file is one process's, whatever it is called, and nobody else's to read.</summary>
public sealed class OneProcessTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("rolesync-one-").FullName;

    public static TheoryData<string> Names => ["same name", "symbolic link", "link to a link", "linked folder", "hard link", "URI", "absolute URI", "URI with an empty host", "URI of localhost", "encoded URI", "detour"];

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private string Named => Path.Combine(_folder, "runs.db");

    public void Dispose()
    {
        SqliteConnection.ClearAllPools();
        Directory.Delete(_folder, recursive: true);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Who_serves_a_file_has_it_under_every_name(string name)
    {
        using var first = Sqlite(Named);
        Assert.Null(first.Claim());
        Assert.Null(await first.PrepareAsync(Ct));
        using var second = Sqlite(Another(name));
        await using var open = first.Open();
        await open.Database.OpenConnectionAsync(Ct);
        var locks = await KernelLocksAsync();

        Assert.Contains("Another rolesync serves the database", second.Claim(), StringComparison.Ordinal);

        // Whoever was refused has taken nothing from whoever serves, the locks of SQLite included.
        Assert.Equal(locks, await KernelLocksAsync());
        first.Dispose();
        Assert.Null(second.Claim());
    }

    [Fact]
    public void Who_serves_it_by_another_name_keeps_its_own_name_out()
    {
        System.IO.File.WriteAllBytes(Named, []);
        using var linked = Sqlite(Another("hard link"));
        using var later = Sqlite(Named);

        Assert.Null(linked.Claim());

        Assert.NotNull(later.Claim());
    }

    [Fact]
    public async Task The_database_and_all_that_stands_beside_it_are_their_owners_alone()
    {
        if (OperatingSystem.IsWindows())
        {
            return; // There are no such modes.
        }

        using var database = Sqlite(Named);
        Assert.Null(database.Claim());
        Assert.Null(await database.PrepareAsync(Ct));
        await using var db = database.Open();
        await db.Database.ExecuteSqlRawAsync("CREATE TABLE more (id INTEGER)", Ct);

        AssertPrivate(4);
    }

    [Fact]
    public async Task Files_that_an_older_version_left_readable_are_closed_at_the_next_start()
    {
        if (OperatingSystem.IsWindows())
        {
            return; // There are no such modes.
        }

        foreach (var part in new[] { "", ".lock", "-wal", "-shm" })
        {
            await System.IO.File.WriteAllBytesAsync(Named + part, [], Ct);
            System.IO.File.SetUnixFileMode(Named + part, (UnixFileMode)0b110_110_100);
        }

        using var database = Sqlite(Named);
        Assert.Null(database.Claim());
        Assert.Null(await database.PrepareAsync(Ct));
        await using var db = database.Open();
        await db.Database.OpenConnectionAsync(Ct);

        AssertPrivate(4);
    }

    [Theory]
    [InlineData("Data Source=runs.db;Password=hunter2", "Password")]
    [InlineData("Data Source=runs.db;Cache=Shared", "Cache")]
    [InlineData("Data Source=runs.db;Vfs=unix-none", "Vfs")]
    [InlineData("Data Source=file:runs.db?nolock=1", "URI with parameters")]
    [InlineData("Data Source=file:runs.db?mode=memory", "URI with parameters")]
    [InlineData("Data Source=file://server/runs.db", "another machine")]
    [InlineData("Data Source=file:", "names no file")]
    [InlineData("Data Source=file::memory:", "names no file")]
    [InlineData("Data Source=|DataDirectory|/runs.db", "|DataDirectory|")]
    [InlineData("Data Source=runs.db;Mode=Sometimes", "no SQLite connection string")]
    [InlineData("Data Source=runs.db;Journal Mode=Wal", "no SQLite connection string")]
    public async Task What_this_build_cannot_do_is_a_sentence_for_the_start_and_for_the_doctor(string connection, string names)
    {
        var wasThere = System.IO.File.Exists("runs.db");
        using var database = (SqliteDatabase)StorageServices.DatabaseOf(new StorageOptions { Database = connection });

        var problem = await database.PrepareAsync(Ct);

        Assert.Contains(names, problem, StringComparison.Ordinal);
        Assert.Contains("ROLESYNC_DATABASE", problem, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", problem, StringComparison.Ordinal);
        Assert.Equal(problem, (await database.ProbeAsync(Ct)).Problem);
        Assert.Null(database.Claim());
        Assert.Equal(wasThere, System.IO.File.Exists("runs.db"));
    }

    private string Another(string name)
    {
        switch (name)
        {
            case "symbolic link":
                return System.IO.File.CreateSymbolicLink(Path.Combine(_folder, "link.db"), Named).FullName;
            case "link to a link":
                var link = System.IO.File.CreateSymbolicLink(Path.Combine(_folder, "link.db"), "runs.db").FullName;
                return System.IO.File.CreateSymbolicLink(Path.Combine(_folder, "second.db"), link).FullName;
            case "linked folder":
                return Path.Combine(Directory.CreateSymbolicLink(Path.Combine(_folder, "elsewhere"), _folder).FullName, "runs.db");
            case "hard link":
                using (var ln = Process.Start("ln", [Named, Path.Combine(_folder, "hard.db")]))
                {
                    ln.WaitForExit();
                    Assert.Equal(0, ln.ExitCode);
                }

                return Path.Combine(_folder, "hard.db");
            case "URI":
                return $"file:{Path.GetRelativePath(Directory.GetCurrentDirectory(), Named)}";
            case "absolute URI":
                return $"file:{Named}";
            case "URI with an empty host":
                return $"file://{Named}";
            case "URI of localhost":
                return $"FILE://localhost{Named}#part";
            case "encoded URI":
                return $"file:{Named.Replace("runs.db", "r%75ns%2Edb", StringComparison.Ordinal)}";
            case "detour":
                return Path.Combine(_folder, "..", Path.GetFileName(_folder), ".", "runs.db");
            default:
                return Named;
        }
    }

    /// <summary>The locks that SQLite has on the file, as the kernel lists them: POSIX ones, beside ours, which belongs to an open file description.</summary>
    private async Task<string[]> KernelLocksAsync()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Only Linux lists its locks.");
        using var stat = Process.Start(new ProcessStartInfo("stat", ["-c", "%i", Named]) { RedirectStandardOutput = true })!;
        var inode = (await stat.StandardOutput.ReadToEndAsync(Ct)).Trim();
        var locks = (await System.IO.File.ReadAllLinesAsync("/proc/locks", Ct)).Where(line => line.Contains($":{inode} ", StringComparison.Ordinal)).ToArray();
        Assert.Contains(locks, line => line.Contains("OFDLCK", StringComparison.Ordinal));
        Assert.Contains(locks, line => line.Contains("POSIX", StringComparison.Ordinal));
        return [.. locks.Where(line => line.Contains("POSIX", StringComparison.Ordinal)).Select(line => line[(line.IndexOf(':', StringComparison.Ordinal) + 1)..]).Order(StringComparer.Ordinal)];
    }

    [System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
    private void AssertPrivate(int files)
    {
        var modes = Directory.GetFiles(_folder).ToDictionary(file => Path.GetFileName(file)!, System.IO.File.GetUnixFileMode);
        Assert.Equal(files, modes.Count);
        Assert.All(modes, file => Assert.True(file.Value == (UnixFileMode.UserRead | UnixFileMode.UserWrite), $"{file.Key} has the mode {file.Value}."));
    }

    private static SqliteDatabase Sqlite(string source) => (SqliteDatabase)StorageServices.DatabaseOf(new StorageOptions { Database = $"Data Source={source}" });
}
