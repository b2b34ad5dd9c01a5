using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Npgsql;

namespace RoleSync.Testing.Databases;

/// <summary>
/// A PostgreSQL server of the tests' own: the machine's binaries, a temporary folder, a free loopback port. It starts with the first database
/// that is asked for and ends, with its folder, when the tests end, however they end.
/// </summary>
public sealed class PostgresServer : IAsyncDisposable
{
    public const string Password = "only-for-tests";

    // The shell waits for the end of its input: when the test process goes, even by a kill, the server goes with it.
    private const string Script = """
        echo "$PASSWORD" > "$FOLDER/password" &&
        "$BIN/initdb" -D "$FOLDER/data" -U postgres -A scram-sha-256 --pwfile="$FOLDER/password" -E UTF8 --locale=C --no-sync > "$FOLDER/log" 2>&1 &&
        "$BIN/pg_ctl" -D "$FOLDER/data" -w -l "$FOLDER/log" -o "-p $PORT -h 127.0.0.1 -c unix_socket_directories= -c fsync=off -c max_connections=200" start > /dev/null 2>&1 &&
        echo ready || { echo failed; tail -5 "$FOLDER/log"; }
        cat > /dev/null
        "$BIN/pg_ctl" -D "$FOLDER/data" -m immediate stop > /dev/null 2>&1
        rm -rf "$FOLDER"/*
        """;

    private readonly SemaphoreSlim _one = new(1);
    private readonly int _port = FreePort();
    private Process? _shell;
    private string? _folder;
    private int _databases;

    /// <summary>The connection string of a new, empty database.</summary>
    public async Task<string> CreateDatabaseAsync(CancellationToken ct)
    {
        await _one.WaitAsync(ct);
        try
        {
            _shell ??= await StartAsync(ct);
        }
        finally
        {
            _one.Release();
        }

        var name = $"tests_{Interlocked.Increment(ref _databases)}";
        await using var connection = new NpgsqlConnection(ConnectionTo("postgres"));
        await connection.OpenAsync(ct);
        await using var command = new NpgsqlCommand($"CREATE DATABASE {name}", connection);
        await command.ExecuteNonQueryAsync(ct);
        return ConnectionTo(name);
    }

    public async ValueTask DisposeAsync()
    {
        _one.Dispose();
        if (_shell is null)
        {
            return;
        }

        NpgsqlConnection.ClearAllPools();
        _shell.StandardInput.Close();
        await _shell.WaitForExitAsync();
        _shell.Dispose();
        Directory.Delete(_folder!, recursive: true);
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private static string Binaries()
    {
        var installed = Directory.Exists("/usr/lib/postgresql")
            ? Directory.GetDirectories("/usr/lib/postgresql").OrderByDescending(folder => int.TryParse(Path.GetFileName(folder), out var version) ? version : 0)
                .Select(folder => Path.Combine(folder, "bin"))
            : [];
        var path = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries);
        return installed.Concat(path).FirstOrDefault(folder => File.Exists(Path.Combine(folder, "initdb")) && File.Exists(Path.Combine(folder, "pg_ctl")))
            ?? throw new InvalidOperationException(
                "These tests need PostgreSQL's own programs (initdb, pg_ctl), which are neither on PATH nor under /usr/lib/postgresql: apt-get install postgresql.");
    }

    private string ConnectionTo(string database) =>
        $"Host=127.0.0.1;Port={_port};Database={database};Username=postgres;Password={Password}";

    private async Task<Process> StartAsync(CancellationToken ct)
    {
        _folder = Directory.CreateTempSubdirectory("rolesync-postgres-").FullName;
        var start = new ProcessStartInfo { RedirectStandardInput = true, RedirectStandardOutput = true, WorkingDirectory = _folder };
        if (Environment.UserName == "root")
        {
            // PostgreSQL refuses to run as root; its package brings a user of its own.
            using var owner = Process.Start("chown", ["postgres", _folder]);
            await owner.WaitForExitAsync(ct);
            start.FileName = "setpriv";
            foreach (var argument in new[] { "--reuid=postgres", "--regid=postgres", "--clear-groups", "sh" })
            {
                start.ArgumentList.Add(argument);
            }
        }
        else
        {
            start.FileName = "sh";
        }

        start.ArgumentList.Add("-c");
        start.ArgumentList.Add(Script);
        start.Environment["BIN"] = Binaries();
        start.Environment["FOLDER"] = _folder;
        start.Environment["PORT"] = _port.ToString(System.Globalization.CultureInfo.InvariantCulture);
        start.Environment["PASSWORD"] = Password;
        var shell = Process.Start(start)!;
        if (await shell.StandardOutput.ReadLineAsync(ct) == "ready")
        {
            return shell;
        }

        shell.StandardInput.Close();
        throw new InvalidOperationException($"PostgreSQL did not start: {await shell.StandardOutput.ReadToEndAsync(ct)}");
    }
}
