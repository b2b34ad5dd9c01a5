using System.CommandLine;
using RoleSync.Api.Views;
using RoleSync.Cli.Console;
using RoleSync.Cli.Http;

namespace RoleSync.Cli.Commands;

/// <summary><c>rolesync verify MEMBER</c>: puts the roles of one member right at once. Exit code 0: they are right; 10: nobody to verify, or not all could be changed; 1: nothing could.</summary>
internal static class VerifyMemberCommand
{
    public static Command Create(Shell shell)
    {
        var member = CommonOptions.Member();
        var guild = CommonOptions.Guild(shell);
        var json = CommonOptions.Json();
        var command = new Command("verify", "Look a member up at Ethos and put the roles right at once, as /ethos_verify does (exit code 0: they are right, 10: nobody to verify, or not all was done)") { member, guild, json };
        command.SetAction((given, ct) => SyncApiConnection.UseAsync(
            shell, api => RunAsync(shell, api, given.GetValue(guild), given.GetRequiredValue(member), given.GetValue(json), ct), SyncApi.VerifyPatience));
        return command;
    }

    private static async Task<int> RunAsync(Shell shell, SyncApi api, string? guild, string member, bool json, CancellationToken ct)
    {
        var answer = await api.VerifyAsync(guild, member, ct);
        var code = await shell.AnswerAsync(answer, json, view => view.Message);
        return answer is ApiAnswer<VerifyView>.Ok { Value: var view } ? CodeOf(view) : code;
    }

    private static int CodeOf(VerifyView view) => view.Result switch
    {
        "changed" or "right" => ExitCode.Done,
        "incomplete" when !view.Changes.Any(change => change.IsDone) => ExitCode.Failed,
        _ => ExitCode.Warnings,
    };
}
