namespace RoleSync.Sandbox.Http;

/// <summary>One route of a simulated service.</summary>
/// <param name="Method">GET, POST and so on.</param>
/// <param name="Template">Such as /guilds/{guild}/members: a name in braces stands for one segment.</param>
/// <param name="Answer">Makes the answer.</param>
internal record ApiRoute(string Method, string Template, Func<Call, Answer> Answer)
{
    private readonly string[] _segments = Split(Template);

    public static string[] Split(string path) => path.Split('/', StringSplitOptions.RemoveEmptyEntries);

    public bool Fits(string[] segments)
    {
        if (segments.Length != _segments.Length)
        {
            return false;
        }
        for (var index = 0; index < segments.Length; index++)
        {
            if (_segments[index][0] != '{' && !string.Equals(_segments[index], segments[index], StringComparison.Ordinal))
            {
                return false;
            }
        }
        return true;
    }
}
