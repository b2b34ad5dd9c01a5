using System.Globalization;
using RoleSync.Api.Views;
using RoleSync.Core.Waiting;
using RoleSync.Sandbox;
using Spectre.Console;

namespace RoleSync.Cli.Demo;

/// <summary>Says what the demo's run did and what it cost.</summary>
internal static class DemoSummary
{
    private const string EthosLookUp = "/users/by/discord";

    /// <summary>Prints the table. Unknown standings have no row: the sentence of the end, right above it, tells of them.</summary>
    public static void Write(TextWriter to, SandboxServer sandbox, SyncStatus end, TimeSpan took)
    {
        var journal = sandbox.Journal;
        var ethos = journal.Count(route: EthosLookUp);
        var speed = sandbox.Options.Speed;
        var bound = LimitBound.Of(sandbox.World.TheGuild.MemberCount, journal.WriteCount, speed);
        var table = new Table { Border = TableBorder.Rounded, ShowHeaders = false };
        table.AddColumn("what").AddColumn(new TableColumn("how much") { Alignment = Justify.Right });
        Row("Members in scope", Count(end.TotalUsers));
        Row("Changes applied", Count(end.Applied));
        Row("Failed, refused, skipped", $"{Count(end.Failed)}, {Count(end.Refused)}, {Count(end.Skipped)}");
        Row("Calls to Discord", Count(journal.Count() - ethos));
        Row("Calls to Ethos", Count(ethos));
        Row("Answers 429", Count(journal.RateLimited.Values.Sum()));
        Row("Time", Seconds(took));
        Row("Least time that the limits allow", Seconds(bound));
        Row("Time / least time", bound > TimeSpan.Zero ? (took / bound).ToString("0.000", CultureInfo.InvariantCulture) : "-");

        var screen = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(to) });
        screen.Write(table);
        to.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"Discord and Ethos are simulated, and their limits pass {speed:0.##} times faster than the real ones: in earnest this run takes at least {DurationText.Of(bound * speed)}."));

        void Row(string what, string howMuch) => table.AddRow(Markup.Escape(what), Markup.Escape(howMuch));
    }

    private static string Count(int number) => number.ToString("N0", CultureInfo.InvariantCulture);

    private static string Seconds(TimeSpan time) => string.Create(CultureInfo.InvariantCulture, $"{time.TotalSeconds:0.00} s");
}
