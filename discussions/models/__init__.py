from .access_epoch import AccessClock, AccessEpoch
from .attachment import Attachment
from .covenant import Covenant, CovenantAcceptance
from .departure import Departure
from .discussion import Discussion
from .mention import Mention
from .pages import DiscussionPageMixin, PrivateByDefaultMixin
from .permissions import DiscussionGroupPermission, DiscussionUserPermission
from .person_name import PersonName
from .post import Post
from .reaction import Reaction
from .readership import Readership
from .report import Report
from .revision import PostRevision
from .sealed_author import SealedAuthor
from .unsealing import Unsealing
from .vote import Vote

__all__ = [
    "AccessClock",
    "AccessEpoch",
    "Attachment",
    "Covenant",
    "CovenantAcceptance",
    "Departure",
    "Discussion",
    "DiscussionGroupPermission",
    "DiscussionPageMixin",
    "DiscussionUserPermission",
    "Mention",
    "PersonName",
    "Post",
    "PostRevision",
    "PrivateByDefaultMixin",
    "Reaction",
    "Readership",
    "Report",
    "SealedAuthor",
    "Unsealing",
    "Vote",
]
