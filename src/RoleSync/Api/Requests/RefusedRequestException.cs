namespace RoleSync.Api.Requests;

/// <summary>A request that is not understood, or that asks for something that is not there: answered before its route is reached.</summary>
internal sealed class RefusedRequestException(int status, string sentence) : Exception(sentence)
{
    /// <summary>400 or 404.</summary>
    public int Status { get; } = status;
}
