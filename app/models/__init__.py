"""What exists, and what is always true of it."""

from app.models.base import Base as Base
from app.models.channel import Channel as Channel
from app.models.channel import ChannelStatus as ChannelStatus
from app.models.channel import Platform as Platform
from app.models.credential import Credential as Credential
from app.models.delivery import Delivery as Delivery
from app.models.delivery import DeliveryAttempt as DeliveryAttempt
from app.models.event import Event as Event
from app.models.event import EventHead as EventHead
from app.models.event import EventLink as EventLink
from app.models.heartbeat import WorkerHeartbeat as WorkerHeartbeat
from app.models.idempotency import StoredAnswer as StoredAnswer
from app.models.organisation import Organisation as Organisation
from app.models.organisation import OrganisationName as OrganisationName
from app.models.post import Approval as Approval
from app.models.post import Post as Post
from app.models.post import Rendering as Rendering
from app.models.post import Revision as Revision
from app.models.post import Variant as Variant
from app.models.stop import PublishingControl as PublishingControl
from app.models.stop import PublishingStop as PublishingStop
from app.models.takedown import Takedown as Takedown
from app.models.user import EntrustedChannel as EntrustedChannel
from app.models.user import Membership as Membership
from app.models.user import SignIn as SignIn
from app.models.user import User as User
